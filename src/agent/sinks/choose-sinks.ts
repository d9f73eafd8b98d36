import type { Config } from '../../config/schema.ts'
import type { Signals, Sink } from './sink.ts'

/** Sinks by their names in the options, created when named. Undefined: the sink cannot be created. */
export type SinkTable = Readonly<Record<string, () => Sink | undefined>>

/** The available sinks. Usage events have their own table, since they usually have other targets than signals. */
export type SinkTables = {
  readonly signals: SinkTable
  readonly events: SinkTable
  /** Always added, whatever the options name; they accept the signals that they support. */
  readonly added: readonly Sink[]
}

/**
 * The named sinks, combined into one: `OTEL_TRACES_EXPORTER`, `OTEL_LOGS_EXPORTER` and `PLAINSIGHT_EVENTS_TO` are lists
 * of them. Errors are passed to every sink that accepts them.
 */
export const chooseSinks = ({ otel, agent }: Config, { signals, events, added }: SinkTables): Sink => {
  const toSignals = createFind(signals)
  const eventSinks = [...createFind(events)([...agent.eventsTo, 'PostHog']), ...added]
  const spanSinks = [...toSignals(otel.tracesExporter), ...added]
  const logSinks = [...toSignals(otel.logsExporter), ...added]
  const all = [...new Set([...spanSinks, ...logSinks, ...eventSinks])]
  const joined: Signals = {
    span: join(spanSinks.map((sink) => sink.span)),
    log: join(logSinks.map((sink) => sink.log)),
    event: join(eventSinks.map((sink) => sink.event)),
    error: join(all.map((sink) => sink.error)),
  }
  return {
    ...joined,
    pending: () => all.some((sink) => sink.pending?.()),
    // A sink that fails must not prevent the others from sending.
    flush: async () => void (await Promise.allSettled(all.map(async (sink) => sink.flush()))),
    close: async () => void (await Promise.allSettled(all.map(async (sink) => sink.close()))),
    exit: () => {
      for (const sink of all) sink.exit?.()
    },
  }
}

/** Finds sinks by their names; each is created once. */
const createFind = (table: SinkTable): ((names: readonly string[]) => Sink[]) => {
  const made = new Map<string, Sink | undefined>()
  const find = (name: string): Sink | undefined => {
    if (!made.has(name)) made.set(name, Object.hasOwn(table, name) ? table[name]?.() : undefined)
    return made.get(name)
  }
  return (names) => names.map(find).filter((sink) => sink !== undefined)
}

type Take<A extends readonly unknown[]> = (...signal: A) => void

/** Combines several functions into one. A single one is returned as is, so that the common case has no overhead. */
const join = <A extends readonly unknown[]>(takers: readonly (Take<A> | undefined)[]): Take<A> | undefined => {
  const wanted = takers.filter((take) => take !== undefined)
  if (wanted.length < 2) return wanted[0]
  return (...signal) => {
    for (const take of wanted) take(...signal)
  }
}
