import { probeGrpcPort } from '../find-port.ts'
import type { Check } from './check.ts'

const name = 'gRPC port'

export const checkGrpcPort: Check = async ({ config, origins }) => {
  const { host, grpcPort: port } = config.hub
  if (port === 0) return [{ name, state: 'ok', message: 'OTLP over gRPC is off' }]
  const state = await probeGrpcPort(host, port)
  if (state === 'free') return [{ name, state: 'ok', message: `${port} is free` }]
  if (state === 'hub') return [{ name, state: 'ok', message: `a hub accepts OTLP over gRPC on port ${port}` }]
  const fix =
    'Stop that program (an OpenTelemetry Collector?), choose another port (PLAINSIGHT_GRPC_PORT=4327), or turn gRPC off (PLAINSIGHT_GRPC_PORT=0).'
  const isExplicit = origins['hub.grpcPort']?.source !== 'default'
  return [
    { name, state: isExplicit ? 'wrong' : 'note', message: `${port} on ${host} is in use by another program`, fix },
  ]
}
