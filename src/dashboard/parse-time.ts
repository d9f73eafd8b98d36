import { fromWall, startOfDay, toWall } from './zone.ts'

const unitMs: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** An instant that was written, and what it stands for: a whole day, a time of the day, or itself. */
export type ParsedTime = {
  readonly at: number
  readonly kind: 'day' | 'clock' | 'instant'
  /** How the address writes it when it moves with the time. */
  readonly moving?: string
}

const duration =
  '(?:\\d+(?:\\.\\d+)?\\s*(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w)\\s*)+'
const ago = new RegExp(`^(?:now\\s*)?[-−]?\\s*(${duration})(?:ago)?$`)

/** `90m`, `1h30m`, `2 hours` in milliseconds. */
const toMs = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z])[a-z]*/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0),
    0,
  )

/** The same as the address writes it, in the largest unit that leaves no rest; a single day is 24 hours. */
const toMoving = (ms: number): string => {
  const unit = ['d', 'h', 'm'].find((each) => ms % (unitMs[each] ?? 1) === 0 && (each !== 'd' || ms > 864e5)) ?? 's'
  return `now-${Math.max(1, Math.round(ms / (unitMs[unit] ?? 1)))}${unit}`
}

const parseWord = (text: string, now: number): ParsedTime | undefined => {
  if (text === 'now') return { at: now, kind: 'instant', moving: 'now' }
  if (text === 'today') return { at: startOfDay(now), kind: 'day', moving: 'today' }
  if (text === 'yesterday') return { at: startOfDay(now, -1), kind: 'day', moving: 'yesterday' }
  const [, length] = ago.exec(text) ?? []
  if (length === undefined) return undefined
  const ms = toMs(length)
  return { at: now - ms, kind: 'instant', moving: toMoving(ms) }
}

const clock = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,3})\\d*)?)?'
const clockPattern = new RegExp(`^${clock}$`)
const isoPattern = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[t ]\\s*${clock})?\\s*(z|utc|[+-]\\d{2}:?\\d{2})?$`)
const dayMonth = '(\\d{1,2})\\.? ([a-z]{3})[a-z]*\\.?|([a-z]{3})[a-z]*\\.? (\\d{1,2})'
const writtenPattern = new RegExp(`^(?:${dayMonth})(?:,? (\\d{4}))?(?:,? ${clock})?$`)

type Clock = readonly [hour: number, minute: number, second: number, ms: number]

const toClock = (parts: readonly (string | undefined)[]): Clock => {
  const [hour = 0, minute = 0, second = 0] = parts.slice(0, 3).map((part) => Number(part ?? 0))
  return [hour, minute, second, Number((parts[3] ?? '').padEnd(3, '0'))]
}

const isClock = ([hour, minute, second]: Clock): boolean => hour < 24 && minute < 60 && second < 60

/** The instant of a day and a clock; undefined where no calendar has them (31 Nov). */
const toInstant = (year: number, month: number, day: number, time: Clock): number | undefined => {
  const day0 = new Date(Date.UTC(year, month, day))
  if (day0.getUTCMonth() !== month || day0.getUTCDate() !== day || !isClock(time)) return undefined
  return fromWall(year, month, day, ...time)
}

const parseIso = (text: string): ParsedTime | undefined => {
  const [, year, month, day, hour, minute, second, fraction, offset] = isoPattern.exec(text) ?? []
  if (year === undefined) return undefined
  const at = toInstant(Number(year), Number(month) - 1, Number(day), toClock([hour, minute, second, fraction]))
  if (at === undefined) return undefined
  const isDay = hour === undefined
  if (!offset) return { at, kind: isDay ? 'day' : 'instant' }
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  const ahead = (Number(hours) * 60 + Number(minutes)) * 6e4 * (sign === '-' ? -1 : 1)
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), ...toClock([hour, minute, second, fraction]))
  return { at: utc - ahead, kind: isDay ? 'day' : 'instant' }
}

/** `30 Nov 14:00`, `Nov 30`: of this year, or of the last one when it is still to come. */
const parseWritten = (text: string, now: number): ParsedTime | undefined => {
  const match = writtenPattern.exec(text)
  if (!match) return undefined
  const month = months.indexOf(match[2] ?? match[3] ?? '')
  const day = Number(match[1] ?? match[4])
  const time = toClock(match.slice(6, 10))
  const thisYear = toWall(now).getUTCFullYear()
  const inYear = (year: number): number | undefined => toInstant(year, month, day, time)
  const at = match[5] ? inYear(Number(match[5])) : inYear((inYear(thisYear) ?? 0) > now ? thisYear - 1 : thisYear)
  return at === undefined ? undefined : { at, kind: match[6] === undefined ? 'day' : 'instant' }
}

/** `14:30`: of the day of an instant. */
const parseClock = (text: string, dayOf: number): ParsedTime | undefined => {
  const match = clockPattern.exec(text)
  if (!match) return undefined
  const wall = toWall(dayOf)
  const time = toClock(match.slice(1))
  const at = toInstant(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate(), time)
  return at === undefined ? undefined : { at, kind: 'clock' }
}

/** Seconds or milliseconds since 1970: seconds up to the year 5138. */
const parseEpoch = (text: string): ParsedTime | undefined => {
  if (!/^\d{9,16}$/.test(text)) return undefined
  const number = Number(text)
  return { at: number < 1e11 ? number * 1000 : number, kind: 'instant' }
}

/**
 * A time as people and programs write it: `now`, `-15m`, `yesterday`, `2026-11-30 14:00`, `30 Nov`, `14:30` (of the day
 * of `dayOf`), milliseconds since 1970.
 */
export const parseTime = (text: string, now: number, dayOf: number = now): ParsedTime | undefined => {
  const plain = text.trim().toLowerCase()
  return (
    parseWord(plain, now) ??
    parseEpoch(plain) ??
    parseIso(plain) ??
    parseWritten(plain, now) ??
    parseClock(plain, dayOf)
  )
}

/** The instant that a text of the address stands for. */
export const parseInstant = (text: string, now: number): number | undefined => parseTime(text, now)?.at
