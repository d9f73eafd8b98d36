import type { Config } from '../../config/schema.ts'
import type { Signals, Sink } from './sink.ts'

/** Sinks by the names that the options give them, made when one is named; undefined: it cannot be made. */
export type SinkTable = Readonly<Record<string, () => Sink | undefined>>

/** What there is to choose from. Usage events have a table of their own: people read them elsewhere than signals. */
export type SinkTables = {
  readonly signals: SinkTable
  readonly events: SinkTable
  /** Take what they have a use for, whatever the options name. */
  readonly added: readonly Sink[]
}

/**
 * The sinks that are named, as one: `OTEL_TRACES_EXPORTER`, `OTEL_LOGS_EXPORTER` and `PLAINSIGHT_EVENTS_TO` are lists
 * of them. Errors go to every sink that has a use for them.
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
    // One that fails must not keep the others from sending.
    flush: async () => void (await Promise.allSettled(all.map(async (sink) => sink.flush()))),
    close: async () => void (await Promise.allSettled(all.map(async (sink) => sink.close()))),
    exit: () => {
      for (const sink of all) sink.exit?.()
    },
  }
}

/** Finds sinks by their names; each is made once. */
const createFind = (table: SinkTable): ((names: readonly string[]) => Sink[]) => {
  const made = new Map<string, Sink | undefined>()
  const find = (name: string): Sink | undefined => {
    if (!made.has(name)) made.set(name, Object.hasOwn(table, name) ? table[name]?.() : undefined)
    return made.get(name)
  }
  return (names) => names.map(find).filter((sink) => sink !== undefined)
}

type Take<A extends readonly unknown[]> = (...signal: A) => void

/** Several takers as one. One alone stays itself, so that a request does not pay for the others that there could be. */
const join = <A extends readonly unknown[]>(takers: readonly (Take<A> | undefined)[]): Take<A> | undefined => {
  const wanted = takers.filter((take) => take !== undefined)
  if (wanted.length < 2) return wanted[0]
  return (...signal) => {
    for (const take of wanted) take(...signal)
  }
}
