import { toWall, zone, zoneName } from './zone.ts'

const dash = '–'

const missing = (value: number | null | undefined): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value)

/**
 * Digits in groups of three. By hand: a row of a list has no time for `toLocaleString`, which takes twenty times as
 * long.
 */
const group = (value: number): string => {
  const text = String(value)
  if (Math.abs(value) < 1000) return text
  const [whole = '', fraction] = text.split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '')
}

/** Three significant digits without needless zeros: 0.0123, 1.23, 12.3, 123. */
const significant = (value: number): string => {
  const size = Math.abs(value)
  const digits =
    size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size)))
  return group(Number(value.toFixed(digits)))
}

/** Every digit of a whole number: 12,345 */
export const formatWhole = (value: number): string => group(value)

/** 1,234 · 12.3k · 4.56M */
export const formatCount = (value: number | null | undefined): string => {
  if (missing(value)) return dash
  const size = Math.abs(value)
  if (size >= 1e9) return `${significant(value / 1e9)}B`
  if (size >= 1e6) return `${significant(value / 1e6)}M`
  if (size >= 1e4) return `${significant(value / 1e3)}k`
  return Number.isInteger(value) ? group(value) : significant(value)
}

/** The plural of a noun that follows the rules. */
const toPlural = (noun: string): string => {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

/** A count and what is counted: 1 span · 2 spans · 12.3k spans */
export const formatThings = (count: number, one: string, many = toPlural(one)): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

const durationUnits = [
  ['ns', 1e-6],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1e3],
  ['min', 6e4],
  ['h', 36e5],
  ['d', 864e5],
] as const

/** Name of a unit, and its milliseconds. */
export type DurationUnit = (typeof durationUnits)[number]

const milliseconds = durationUnits[2]

/** Unit that reads best for one duration. */
const toOwnUnit = (ms: number): DurationUnit =>
  ms === 0 ? milliseconds : (durationUnits.findLast(([, width]) => Math.abs(ms) >= width) ?? durationUnits[0])

/** Milliseconds in the unit that reads best, or in a given one: 840 µs · 12.3 ms · 1.24 s · 3.1 min */
export const formatDuration = (ms: number | null | undefined, unit?: DurationUnit): string => {
  if (missing(ms)) return dash
  const [name, width] = unit ?? toOwnUnit(ms)
  return `${significant(ms / width)} ${name}`
}

/** Durations in the one unit that suits all of them, as for an axis: 0 s · 2 s · 4 s. */
export const formatDurations = (durations: readonly (number | null)[]): readonly string[] => {
  const unit = toDurationUnit(durations)
  return durations.map((ms) => formatDuration(ms, unit))
}

/** Numbers beyond these have more digits than a column has room for. */
const minShown = 0.05
const maxShown = 1e5

/**
 * Unit for a column of durations: that of the highest, or the next smaller one in which the lowest still reads well.
 */
export const toDurationUnit = (durations: readonly (number | null)[]): DurationUnit => {
  const known = durations.filter((ms): ms is number => ms !== null && ms > 0)
  if (known.length === 0) return milliseconds
  const highest = known.reduce((top, ms) => Math.max(top, ms))
  const lowest = known.reduce((least, ms) => Math.min(least, ms))
  const units = durationUnits.slice(0, durationUnits.indexOf(toOwnUnit(highest)) + 1)
  const fine = units.findLastIndex(([, width]) => lowest / width >= minShown)
  return units.find(([, width], at) => at >= fine && highest / width < maxShown) ?? toOwnUnit(highest)
}

export type RateUnit = 's' | 'min' | 'h'

/** Seconds of a unit of rates. */
export const unitSeconds: Readonly<Record<RateUnit, number>> = { s: 1, min: 60, h: 3600 }

/** Number of things in a second; where that is little, in a minute or an hour. */
export const formatRate = (perSecond: number | null | undefined, unit = toRateUnit(perSecond ?? 0)): string =>
  missing(perSecond) ? dash : `${formatCount(perSecond * unitSeconds[unit])}/${unit}`

/** Unit that suits the highest of several rates, so that all of them are shown in the same. */
export const toRateUnit = (highest: number): RateUnit => {
  if (highest === 0 || highest >= 0.5) return 's'
  return highest * 60 >= 0.5 ? 'min' : 'h'
}

/** A share of one as percent; a value above 0 is never shown as 0 %. */
export const formatShare = (share: number | null | undefined): string => {
  if (missing(share)) return dash
  if (share > 0 && share < 0.0001) return '<0.01%'
  const digits = share >= 0.01 ? 1 : 2
  return `${Number((share * 100).toFixed(digits))}%`
}

/** How much a value has changed: `+12%`, `−8%`, `×14`; `new` where there was nothing before. */
export const formatChange = (now: number | null | undefined, before: number | null | undefined): string => {
  if (missing(before) || before === 0) return missing(now) || now === 0 ? '' : 'new'
  const factor = (now ?? 0) / before
  if (factor >= 10) return `×${significant(Math.round(factor))}`
  const percent = Math.round((factor - 1) * 100)
  return percent === 0 ? '±0%' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

const toBytePower = (bytes: number): number =>
  Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10))

/** Bytes in powers of 1024. */
export const formatBytes = (bytes: number | null | undefined, power = toBytePower(bytes ?? 0)): string =>
  missing(bytes) ? dash : `${significant(bytes / 1024 ** power)} ${byteUnits[power]}`

/** Units of durations in OpenTelemetry's names, and their milliseconds. */
const durationsBy: Readonly<Record<string, number>> = { s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 }

/** A value with a unit as OpenTelemetry names it (`s`, `ms`, `By`, `1`, `{request}`). */
export const formatUnit = (value: number | null | undefined, unit: string): string => {
  if (missing(value)) return dash
  const toMs = durationsBy[unit]
  if (toMs !== undefined) return formatDuration(value * toMs)
  if (unit === 'By') return formatBytes(value)
  if (unit === '%') return `${significant(value)}%`
  if (unit === 'By/s') return `${formatBytes(value)}/s`
  const toNoun = (_all: string, noun: string): string => (value === 1 ? noun : toPlural(noun))
  const plain = unit
    .replace(/^\{(\w*[a-z])\}/, toNoun)
    .replace(/\{(.*?)\}/g, '$1')
    .replace(/^1(?=$|\/)/, '')
  return plain ? `${formatCount(value)}${plain.startsWith('/') ? '' : ' '}${plain}` : formatCount(value)
}

/** Values of an axis: durations and bytes in one unit, that of the highest. */
export const formatUnits = (values: readonly number[], unit: string): readonly string[] => {
  const toMs = durationsBy[unit]
  if (toMs !== undefined) return formatDurations(values.map((value) => value * toMs))
  if (!unit.startsWith('By')) return values.map((value) => formatUnit(value, unit))
  const power = toBytePower(values.reduce((top, value) => Math.max(top, Math.abs(value)), 0))
  return values.map((value) => formatBytes(value, power) + unit.slice(2))
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Wall clock of an instant in the zone of the page, 24 hours. */
export const formatClock = (ms: number, { seconds = true, millis = false } = {}): string => {
  const wall = toWall(ms)
  const clock = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`
  if (!seconds && !millis) return clock
  const fraction = millis ? `.${String(wall.getUTCMilliseconds()).padStart(3, '0')}` : ''
  return `${clock}:${two(wall.getUTCSeconds())}${fraction}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Day in the zone of the page: 22 Nov, with the year when it is another one. */
export const formatDay = (ms: number): string => {
  const wall = toWall(ms)
  const year = wall.getUTCFullYear()
  const day = `${wall.getUTCDate()} ${months[wall.getUTCMonth()]}`
  return year === toWall(Date.now()).getUTCFullYear() ? day : `${day} ${year}`
}

/** Day and clock, in the zone of the page. */
export const formatInstant = (ms: number, options?: { seconds?: boolean; millis?: boolean }): string =>
  `${formatDay(ms)} ${formatClock(ms, options)}`

const toIso = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')

/** The same instant in the zone that is not shown, for titles: UTC, or that of this browser. */
export const formatOtherZone = (ms: number): string =>
  zone.value === 'utc'
    ? `${toIso(ms - new Date(ms).getTimezoneOffset() * 6e4)} ${zoneName('local')}`
    : `${toIso(ms)} UTC`
