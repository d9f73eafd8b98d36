import type { Signal } from '../model.ts'
import { outside } from './storage.ts'
import type { Warnings } from './warn.ts'

/**
 * The way of a kind of records out of the process. Usage events are log records on a road of their own: no flood of log
 * lines displaces them.
 */
export type Road = Signal | 'events'

/** The signal of OTLP that a road carries. */
export const toSignal = (road: Road): Signal => (road === 'events' ? 'logs' : road)

/** What losses are counted by. Sinks beside the exporter have a count of their own each. */
export type LossKey = Road | `${'events' | 'errors' | 'spans'} to ${string}`

/** Warns of what was lost: how many at once, and how many more for each minute that it goes on. */
export type Losses = {
  count(key: LossKey, records: number, reason: string): void
  /** Warns at once of what is not reported yet: the process ends. */
  report(): void
}

const minute = 60_000
const words: Readonly<Record<Road, readonly [one: string, many: string]>> = {
  traces: ['span', 'spans'],
  logs: ['log record', 'log records'],
  events: ['event', 'events'],
  metrics: ['export of metrics', 'exports of metrics'],
}

const toWords = (key: LossKey): readonly [one: string, many: string] =>
  Object.hasOwn(words, key) ? words[key as Road] : [key.replace('s to ', ' to '), key]

export const createLosses = (warn: Warnings['warn']): Losses => {
  const reporters = new Map<LossKey, Reporter>()
  return {
    count: (key, records, reason) => {
      const reporter = reporters.get(key) ?? createReporter(key, warn)
      reporters.set(key, reporter)
      reporter.count(records, reason)
    },
    report: () => {
      for (const reporter of reporters.values()) reporter.report()
    },
  }
}

type Reporter = { count(records: number, reason: string): void; report(): void }

const createReporter = (key: LossKey, warn: Warnings['warn']): Reporter => {
  let total = 0
  let reported = 0
  let reason = ''
  let timer: NodeJS.Timeout | undefined
  const report = (): void => {
    if (total === reported) return
    warn(toSentence(key, total - reported, total, reason))
    reported = total
    timer ??= outside(() => setTimeout(goOn, minute).unref())
  }
  const goOn = (): void => {
    timer = undefined
    report()
  }
  return {
    count: (records, why) => {
      total += records
      reason = why
      if (timer === undefined) report()
    },
    report,
  }
}

const toSentence = (key: LossKey, records: number, total: number, reason: string): string => {
  const [one, many] = toWords(key)
  const verb = records === 1 ? 'was' : 'were'
  if (records === total) return `${records} ${records === 1 ? one : many} ${verb} lost: ${reason}`
  return `${records} more ${records === 1 ? one : many} ${verb} lost, ${total} so far: ${reason}`
}
