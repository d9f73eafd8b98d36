import type { Config } from '../../config/schema.ts'
import { toAgentClass } from './agent-class.ts'
import { type Subject, toPattern, userAgentOf } from './patterns.ts'
import { isHealthPath, isStaticPath } from './quiet-paths.ts'

/** Signals that can be ignored. */
export type IgnorableSignal = 'traces' | 'metrics' | 'logs' | 'events'

/** Input of the function `ignore` of `start()`. */
export type IgnoreSubject = {
  readonly signal: IgnorableSignal
  /** Method and path of the request; undefined outside of requests. The path is without its query. */
  readonly method: string | undefined
  readonly path: string | undefined
  /** `http.route`; undefined until a framework has found it. For traces it is not known yet. */
  readonly route: string | undefined
  /** Kind of the client: `bot`, `probe` (health checks), `browser`, `tool`, or `none` without a user agent. */
  readonly agent: string | undefined
  /** Of a usage event, or of a span that begins a trace outside of requests. */
  readonly name: string | undefined
}

/** Whether something is ignored. */
export type Ignores = (subject: Subject) => boolean

/** One per signal; undefined if nothing is ever ignored, so that no check is made. */
export type Ignore = {
  readonly traces: Ignores | undefined
  /** By what is known when a request begins, and by what is known at its end. */
  readonly metrics: { readonly early: Ignores | undefined; readonly late: Ignores | undefined }
  readonly logs: Ignores | undefined
  readonly events: Ignores | undefined
  /** Routes whose traces are ignored, known when the request has ended. */
  readonly tracesOfRoutes: Ignores | undefined
}

export type IgnoreFunction = (subject: IgnoreSubject) => boolean

/** For traces only: the requests are still counted. */
const isQuiet: Ignores = ({ path }) => path !== undefined && (isHealthPath(path) || isStaticPath(path))

/**
 * Combines `PLAINSIGHT_IGNORE_*` and the function of `start()`. A function that throws ignores nothing, and is reported
 * once.
 */
export const createIgnore = (
  { agent }: Config,
  decide: IgnoreFunction | undefined,
  warnOnce: (code: string, sentence: string) => void,
): Ignore => {
  const asFunction = (signal: IgnorableSignal): Ignores[] =>
    decide === undefined ? [] : [(subject) => isIgnored(decide, signal, subject, warnOnce)]
  const traces = compile(agent.ignoreTraces)
  const quiet = agent.ignoreTraces.includes('none') ? [] : [isQuiet]
  const metrics = compile(agent.ignoreMetrics)
  return {
    traces: any([...quiet, ...traces.early, ...asFunction('traces')]),
    tracesOfRoutes: any(traces.late),
    metrics: { early: any(metrics.early), late: any([...metrics.late, ...asFunction('metrics')]) },
    logs: any([...all(compile(agent.ignoreLogs)), ...asFunction('logs')]),
    events: any([...all(compile(agent.ignoreEvents)), ...asFunction('events')]),
  }
}

type Compiled = { readonly early: readonly Ignores[]; readonly late: readonly Ignores[] }

const compile = (words: readonly string[]): Compiled => {
  const patterns = words.filter((word) => word !== 'none').map(toPattern)
  return { early: patterns.filter(({ isLate }) => !isLate), late: patterns.filter(({ isLate }) => isLate) }
}

const all = ({ early, late }: Compiled): readonly Ignores[] => [...early, ...late]

const any = (rules: readonly Ignores[]): Ignores | undefined => {
  if (rules.length < 2) return rules[0]
  return (subject) => rules.some((ignores) => ignores(subject))
}

const isIgnored = (
  decide: IgnoreFunction,
  signal: IgnorableSignal,
  subject: Subject,
  warnOnce: (code: string, sentence: string) => void,
): boolean => {
  const { method, path, route, span, event } = subject
  const agent = subject.request === undefined ? undefined : toAgentClass(userAgentOf(subject))
  try {
    return decide({ signal, method, path, route, agent, name: event ?? span }) === true
  } catch (error) {
    warnOnce('ignore', `ignore of start() failed, and nothing is left out: ${(error as Error)?.message}`)
    return false
  }
}
