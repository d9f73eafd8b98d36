import { type ParsedTime, parseTime } from './parse-time.ts'
import { startOfDay } from './zone.ts'

/** Ends of a range as the address takes them: relative texts, or milliseconds. */
type TypedRange = { readonly from: string | number; readonly to: string | number }

const separator = /\s+(?:-|to|until)\s+|\s*(?:–|—|→|\.\.+)\s*/

/** `10:00-11:30` has no spaces around its hyphen, as dates have inside. */
const spaceClocks = (text: string): string => text.replace(/(:\d\d)\s*-\s*(?=\d\d?:\d\d)/g, '$1 - ')

/** From one time until now; a day is all of it. */
const toRange = ({ at, kind, moving }: ParsedTime, now: number): TypedRange => {
  if (kind !== 'day') return { from: moving ?? at, to: 'now' }
  if (at === startOfDay(now)) return { from: 'today', to: 'now' }
  return moving ? { from: moving, to: 'today' } : { from: at, to: startOfDay(at, 1) }
}

const endOf = ({ at, kind, moving }: ParsedTime): string | number => {
  if (kind !== 'day') return moving ?? at
  if (moving === 'today') return 'now'
  return moving ? 'today' : startOfDay(at, 1)
}

/** A time of the day is the last one that has been. */
const parseStart = (text: string, now: number): ParsedTime | undefined => {
  const point = parseTime(text, now)
  return point?.kind === 'clock' && point.at > now ? parseTime(text, now, startOfDay(now, -1)) : point
}

/** A time of the day is on the day of the start, or past its midnight. */
const parseEnd = (text: string, now: number, start: number): ParsedTime | undefined => {
  const point = parseTime(text, now, start)
  return point?.kind === 'clock' && point.at <= start ? parseTime(text, now, startOfDay(start, 1)) : point
}

/**
 * A range as people type it: `-2h`, `90m`, `yesterday`, `30 Nov`, `10:00 - 11:30`, `2026-11-30 14:00 to now`. Undefined
 * when it cannot be read.
 */
export const parseTypedRange = (text: string, now: number): TypedRange | undefined => {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(?:last|past) (?=[a-z])/, '1 ')
    .replace(/^(?:last|past|since) /, '')
  const [first = '', second, ...more] = spaceClocks(plain).split(separator)
  const from = parseStart(first, now)
  if (!from || more.length > 0) return undefined
  if (second === undefined) return toRange(from, now)
  const to = parseEnd(second, now, from.at)
  return to && { from: from.moving ?? from.at, to: endOf(to) }
}
