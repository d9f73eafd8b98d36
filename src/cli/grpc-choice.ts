import type { GrpcChoice } from '../hub/hub-grpc.ts'
import type { Settings } from './load-settings.ts'

/** Ports after the configured one that are tried where any will do. */
const portsTried = 20

/** The port after a default of 4317 is the default of OTLP over HTTP, where every SDK expects HTTP. */
const toNextPorts = (port: number): number[] => Array.from({ length: portsTried }, (_, index) => port + 2 + index)

/** Where the hub should take OTLP over gRPC: on the configured port. It is a failure that another program has it only when that port was set. */
export const toGrpcChoice = (
  { config, origins }: Pick<Settings, 'config' | 'origins'>,
  { takesNext = false } = {},
): GrpcChoice => {
  const { grpcPort } = config.hub
  const isRequired = origins['hub.grpcPort']?.source !== 'default'
  if (grpcPort === 0) return { ports: [], isRequired: false }
  return { ports: [grpcPort, ...(takesNext && !isRequired ? toNextPorts(grpcPort) : [])], isRequired }
}
