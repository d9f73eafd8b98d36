import { signal } from '@preact/signals'

export type Zone = 'local' | 'utc'

/** The zone in which the page shows and reads times: that of this browser, or UTC. */
export const zone = signal<Zone>('local')

/** How far the zone is behind UTC at an instant, milliseconds. */
export const behindUtc = (ms: number): number => (zone.value === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 6e4)

/** What clocks of the zone show at an instant, as the UTC fields of a date. */
export const toWall = (ms: number): Date => new Date(ms - behindUtc(ms))

/** Fields of a wall clock in the order that `Date` has them; the month counts from 0. */
type WallFields = readonly [
  year: number,
  month: number,
  day?: number,
  hour?: number,
  minute?: number,
  second?: number,
  ms?: number,
]

/** The instant at which clocks of the zone show these fields. */
export const fromWall = (...fields: WallFields): number =>
  zone.value === 'utc' ? Date.UTC(...fields) : new Date(...fields).getTime()

/** Start of the day of an instant, or of one some days later. */
export const startOfDay = (ms: number, daysLater = 0): number => {
  const wall = toWall(ms)
  return fromWall(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + daysLater)
}

/** Name of a zone: `UTC`, `Europe/Berlin`. */
export const zoneName = (of: Zone = zone.value): string =>
  of === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone
