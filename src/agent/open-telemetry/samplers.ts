import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { Config } from '../../config/schema.ts'
import { toSamplingRatio } from '../server/sampler.ts'

/** The SDK's sampler that `OTEL_TRACES_SAMPLER` names. */
export const createSampler = (config: Config): Sampler => {
  const name = config.otel.tracesSampler
  const root = createRoot(name, config)
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

const createRoot = (name: string, config: Config): Sampler => {
  if (name.endsWith('always_on')) return new AlwaysOnSampler()
  if (name.endsWith('always_off')) return new AlwaysOffSampler()
  return new TraceIdRatioBasedSampler(toSamplingRatio(config))
}
