import type { Config } from '../../config/schema.ts'
import type { RemoteParent } from './server-span.ts'

/** Decides whether a request is kept. The same decisions as the samplers of the SDK, without their objects. */
export type RequestSampler = {
  /** For a request that continues a trace. */
  continued(parent: RemoteParent): boolean
  /** For a new trace: ratios are taken of its id, 32 hexadecimal digits. */
  root(traceId: string): boolean
}

/** The ratio of the ratio samplers; 1 when none is given. */
export const toSamplingRatio = (config: Config): number => config.otel.tracesSamplerArg ?? 1

export const createRequestSampler = (config: Config): RequestSampler => {
  const name = config.otel.tracesSampler
  const root = toRootDecision(name, toSamplingRatio(config))
  if (name.startsWith('parentbased_')) return { root, continued: (parent) => parent.sampled }
  if (name === 'traceidratio') {
    const bound = toBound(toSamplingRatio(config))
    return { root, continued: (parent) => fold(parent.traceId) < bound }
  }
  return { root, continued: () => name === 'always_on' }
}

const toRootDecision = (name: string, ratio: number): ((traceId: string) => boolean) => {
  if (name.endsWith('always_on')) return () => true
  if (name.endsWith('always_off')) return () => false
  const bound = toBound(ratio)
  return (traceId) => fold(traceId) < bound
}

const toBound = (ratio: number): number => (ratio === 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1)))

/** The trace id folded to 32 bits as the SDK's `TraceIdRatioBasedSampler` does it, so that both agree on each trace. */
const fold = (traceId: string): number => {
  let folded = 0
  for (let at = 0; at < traceId.length; at += 8) folded ^= Number.parseInt(traceId.slice(at, at + 8), 16)
  return folded >>> 0
}
