import type { Sink } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'
import type { UsageEvent } from './usage-event.ts'

/** Writes each usage event to stdout as a human-readable line: for development. */
export const createEventConsole = (toUsageEvent: ToUsageEvent): Sink => ({
  event: (record) => void process.stdout.write(`${toLine(toUsageEvent(record))}\n`),
  flush: async () => undefined,
  close: async () => undefined,
})

/** `12:04:31.250 event order.placed user=u7 path=/buy total=12 coupon="SPRING 26"`: the time is local. */
export const toLine = ({ event, time, user, session, path, properties }: UsageEvent): string => {
  const facts = Object.entries({ user, session, path, ...properties })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${toWord(key)}=${toWord(value)}`)
  return [toClock(time), 'event', event, ...facts].join(' ')
}

const toClock = (time: string): string => {
  const date = new Date(time)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0'))
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** A single plain word is written as is; all other texts are quoted. */
const toWord = (value: unknown): string => {
  const isPlain = typeof value === 'string' && /^[^\s"'=\\{}[\]\p{C}]+$/u.test(value)
  return isPlain ? value : escapeControls(JSON.stringify(value))
}

/** JSON escapes only some of the characters that can move a terminal's cursor or reverse its text. */
const escapeControls = (json: string): string =>
  json.replace(/[\p{C}\u2028\u2029]/gu, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
