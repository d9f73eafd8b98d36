import { createRequire } from 'node:module'
import type { Config } from '../../config/schema.ts'
import type { AgentContext } from '../context.ts'
import type { Extensions } from '../extensions.ts'
import type { Sink } from '../sinks/sink.ts'
import { createIgnore } from './ignore.ts'
import type { Tail } from './local-trace.ts'
import { withSampledEvents } from './sampled-events.ts'
import { createSampling } from './sampling.ts'
import { withoutIgnored } from './without-ignored.ts'

const require = createRequire(import.meta.url)

/** What decides which records reach the sinks, and the sinks behind it. */
export type Selection = Pick<AgentContext, 'sampling' | 'ignore' | 'tail'> & { readonly sinks: Sink }

/** Without any setting, the sinks are used directly. */
export const createSelection = (
  config: Config,
  decide: Extensions['ignore'],
  warnOnce: AgentContext['warnOnce'],
  sinks: Sink,
): Selection => {
  const ignore = createIgnore(config, decide, warnOnce)
  const isLate = config.agent.keep.length > 0 || ignore.tracesOfRoutes !== undefined
  const tail: Tail | undefined =
    isLate && sinks.span ? loadTail().createTail(config, ignore.tracesOfRoutes, sinks.span) : undefined
  return {
    sampling: createSampling(config, ignore.traces),
    ignore,
    tail,
    sinks: withoutIgnored(withSampledEvents(sinks, config.agent.eventsSampleRate), ignore),
  }
}

const loadTail = (): typeof import('./tail.ts') => require('./tail.js')
