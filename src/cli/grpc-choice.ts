import type { GrpcChoice } from '../hub/hub-grpc.ts'
import type { Settings } from './load-settings.ts'

/** How many ports after the configured one are tried, if any port is acceptable. */
const maxPorts = 20

/**
 * Skips the port after the configured one: after 4317 it is the default of OTLP over HTTP, where every SDK expects
 * HTTP.
 */
const toNextPorts = (port: number): number[] => Array.from({ length: maxPorts }, (_, index) => port + 2 + index)

/** Ports for OTLP over gRPC. That the configured port is in use is an error only if it is explicitly set. */
export const toGrpcChoice = (
  { config, origins }: Pick<Settings, 'config' | 'origins'>,
  { takesNext = false } = {},
): GrpcChoice => {
  const { grpcPort } = config.hub
  const isRequired = origins['hub.grpcPort']?.source !== 'default'
  if (grpcPort === 0) return { ports: [], isRequired: false }
  return { ports: [grpcPort, ...(takesNext && !isRequired ? toNextPorts(grpcPort) : [])], isRequired }
}
