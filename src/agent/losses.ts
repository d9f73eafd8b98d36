import type { Signal } from '../model.ts'
import { outside } from './storage.ts'
import { warn } from './warn.ts'

/** Says what was lost: how many at once, and how many more for each minute that it goes on. */
export type Losses = {
  count(signal: Signal, records: number, reason: string): void
  /** Says at once what was not said yet: the process ends. */
  report(): void
}

const minute = 60_000
const words: Readonly<Record<Signal, readonly [one: string, many: string]>> = {
  traces: ['span', 'spans'],
  logs: ['log record', 'log records'],
  metrics: ['export of metrics', 'exports of metrics'],
}

export const createLosses = (): Losses => {
  const reporters = new Map<Signal, Reporter>()
  return {
    count: (signal, records, reason) => {
      const reporter = reporters.get(signal) ?? createReporter(signal)
      reporters.set(signal, reporter)
      reporter.count(records, reason)
    },
    report: () => {
      for (const reporter of reporters.values()) reporter.report()
    },
  }
}

type Reporter = { count(records: number, reason: string): void; report(): void }

const createReporter = (signal: Signal): Reporter => {
  let total = 0
  let said = 0
  let reason = ''
  let timer: NodeJS.Timeout | undefined
  const report = (): void => {
    if (total === said) return
    warn(toSentence(signal, total - said, total, reason))
    said = total
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

const toSentence = (signal: Signal, records: number, total: number, reason: string): string => {
  const [one, many] = words[signal]
  const verb = records === 1 ? 'was' : 'were'
  if (records === total) return `${records} ${records === 1 ? one : many} ${verb} lost: ${reason}`
  return `${records} more ${records === 1 ? one : many} ${verb} lost, ${total} so far: ${reason}`
}
