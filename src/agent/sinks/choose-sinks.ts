import type { Config } from '../../config/schema.ts'
import type { Signals, Sink } from './sink.ts'

/** Sinks by the names that the options give them, made when one is named. */
export type SinkTable = Readonly<Record<string, () => Sink>>

/** Which sinks take a signal. Errors go to every sink that has a use for them. */
const toNames = ({ otel, agent }: Config): Readonly<Record<'span' | 'log' | 'event', readonly string[]>> => ({
  span: otel.tracesExporter,
  log: otel.logsExporter,
  event: agent.eventsExporter,
})

/**
 * The sinks that are named, as one: `OTEL_TRACES_EXPORTER`, `OTEL_LOGS_EXPORTER` and `PLAINSIGHT_EVENTS_EXPORTER` are
 * lists of them.
 */
export const chooseSinks = (config: Config, table: SinkTable): Sink => {
  const made = new Map<string, Sink>()
  const toSinks = (names: readonly string[]): Sink[] =>
    names
      .filter((name) => Object.hasOwn(table, name))
      .map((name) => {
        const sink = made.get(name) ?? (table[name] as () => Sink)()
        made.set(name, sink)
        return sink
      })
  const { span, log, event } = toNames(config)
  const signals: Signals = {
    span: join(toSinks(span).map((sink) => sink.span)),
    log: join(toSinks(log).map((sink) => sink.log)),
    event: join(toSinks(event).map((sink) => sink.event)),
  }
  const all = [...made.values()]
  return {
    ...signals,
    error: join(all.map((sink) => sink.error)),
    flush: async () => void (await Promise.all(all.map((sink) => sink.flush()))),
    close: async () => void (await Promise.all(all.map((sink) => sink.close()))),
  }
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
