import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { formatClock, formatDay, formatInstant } from './format.ts'
import type { ParamName } from './params.ts'
import { parseInstant } from './parse-time.ts'
import { param, place, setParams, view } from './router.ts'
import { startOfDay } from './zone.ts'

/** A range as questions take it: milliseconds since 1970. */
export type TimeRange = { readonly from: number; readonly to: number }

const unitWords: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

/** `30m` → `30 minutes`, `1h` → `hour`. */
const toWords = (length: string): string => {
  const count = Number.parseInt(length, 10)
  const unit = unitWords[length.at(-1) ?? ''] ?? ''
  return count === 1 ? unit : `${count} ${unit}s`
}

/** Preset ranges, by their texts in the address (`from=now-1h`). */
export const presets: readonly { readonly from: string; readonly to: string; readonly label: string }[] = [
  ...['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '3d', '7d', '30d'].map((length) => ({
    from: `now-${length}`,
    to: 'now',
    label: `Last ${toWords(length)}`,
  })),
  { from: 'today', to: 'now', label: 'Today' },
  { from: 'yesterday', to: 'today', label: 'Yesterday' },
]

const defaultFrom = 'now-1h'

/** What `now` means until the next refresh, so that all panels of a view show the same range. */
export const moment = signal(Date.now())

/** When the hub's data begin, milliseconds since 1970; undefined while that is unknown, and without any data. */
export const dataStart = signal<number | undefined>(undefined)

/** A chart of less would be a few points. */
const shortestMs = 6e4

/** Start of the default range while the data do not fill it: they would be a line at its end. */
const youngFrom: ReadonlySignal<number | undefined> = computed(() => {
  const start = dataStart.value
  if (start === undefined || start <= moment.value - 36e5) return undefined
  return Math.min(Math.floor(start / 1000) * 1000, moment.value - shortestMs)
})

/** Range as the address has it. */
export const chosen: ReadonlySignal<{ from: string; to: string }> = computed(() => ({
  from: place.value.params.get('from') || String(youngFrom.value ?? defaultFrom),
  to: place.value.params.get('to') || 'now',
}))

/** Whether the range ends now and so moves on. */
export const isMoving: ReadonlySignal<boolean> = computed(() => chosen.value.to.startsWith('now'))

/** Ends in milliseconds; undefined where they cannot be read, or the end is not after the start. */
export const toRange = (from: string | number, to: string | number, now: number): TimeRange | undefined => {
  const start = parseInstant(String(from), now)
  const end = parseInstant(String(to), now)
  return start === undefined || end === undefined || end <= start ? undefined : { from: start, to: end }
}

/** The range of the address, where it can be read. */
const given = computed(() => toRange(chosen.value.from, chosen.value.to, moment.value))

/** Whether the address has a range that cannot be read. */
export const isRangeBad: ReadonlySignal<boolean> = computed(() => given.value === undefined)

/** The range in milliseconds: the default one where the address has none that can be read. */
export const range: ReadonlySignal<TimeRange> = computed(
  () => given.value ?? { from: moment.value - 36e5, to: moment.value },
)

/** A range in words: `Last 90 minutes`, `Yesterday`, or its ends. */
export const describeRange = (
  from: string | number,
  to: string | number,
  { from: start, to: end }: TimeRange,
): string => {
  const preset = presets.find((each) => each.from === from && each.to === to)
  if (preset) return preset.label
  const [, length] = /^now-(\d+[smhdw])$/.exec(String(from)) ?? []
  if (length && to === 'now') return `Last ${toWords(length)}`
  const isDay = startOfDay(start) === start && startOfDay(start, 1) === end
  if (isDay) return formatDay(start)
  if (to === 'now') return `Since ${formatDay(start) === formatDay(end) ? formatClock(start) : formatInstant(start)}`
  const precision = { seconds: start % 6e4 !== 0 || end % 6e4 !== 0 }
  const sameDay = formatDay(start) === formatDay(end)
  return `${formatInstant(start, precision)} – ${sameDay ? formatClock(end, precision) : formatInstant(end, precision)}`
}

/** Next wider preset than what is shown. */
export const widerPreset = (): (typeof presets)[number] | undefined =>
  presets.find(({ from, to }) => {
    const each = toRange(from, to, moment.value)
    return (
      to === 'now' && from.startsWith('now') && each && each.to - each.from > (range.value.to - range.value.from) * 1.01
    )
  })

/**
 * The search in the address: a selection ends when it changes, but not when a relative range only moves.
 */
export const toSearchKey = (names: readonly ParamName[]): string => JSON.stringify([chosen.value, ...names.map(param)])

/** A question as the address puts it: a range that moves on by itself stays the same one. */
export const toQuestionKey = (name: string, params: object): string => {
  const { from, to } = range.value
  const asked: { readonly from?: unknown; readonly to?: unknown } = params
  const isOfView = asked.from === from && asked.to === to
  return JSON.stringify([name, isOfView ? { ...params, ...chosen.value } : params])
}

/** Takes the range into the address: relative texts or milliseconds. */
export const chooseRange = (from: string | number, to: string | number = 'now'): void => {
  moment.value = Date.now()
  const isDefault = from === defaultFrom && to === 'now' && youngFrom.value === undefined
  setParams({ from: isDefault ? undefined : from, to: to === 'now' ? undefined : to })
}

/** Shows what was dragged over on a chart (milliseconds), at least one second of it. */
export const zoomTo = (from: number, to: number): void => {
  const start = Math.floor(from)
  chooseRange(start, Math.max(start + 1000, Math.ceil(to)))
}

/** Twice the range, around the same middle, not past now. */
export const zoomOut = (): void => {
  const { from, to } = range.value
  const half = (to - from) / 2
  const end = Math.min(Date.now(), Math.ceil(to + half))
  chooseRange(Math.floor(from - half), end)
}

/** Moves the range by half its width: -1 back, 1 forward. */
export const shiftRange = (direction: -1 | 1): void => {
  const { from, to } = range.value
  const by = Math.round(((to - from) / 2) * direction)
  chooseRange(Math.floor(from + by), Math.ceil(to + by))
}

/** Updates `now`: every query of the page is repeated. */
export const refresh = (): void => {
  moment.value = Date.now()
}

/** Ranges up to this width refresh automatically where that does not disturb reading. */
const followedMs = 36e5

/** Default seconds between refreshes. Lists and long ranges are not refreshed. */
const defaultRefresh = computed(() => {
  const { from, to } = range.value
  return view.value === 'requests' && isMoving.value && to - from <= followedMs ? 5 : 0
})

/** Seconds between refreshes by themselves, 0 when off: `refresh=10` or `refresh=off` in the address. */
export const refreshSeconds: ReadonlySignal<number> = computed(() => {
  const text = place.value.params.get('refresh')
  if (text === 'off') return 0
  const seconds = Number(text)
  return Number.isFinite(seconds) && seconds >= 1 ? seconds : defaultRefresh.value
})

/** Takes the seconds into the address, 0 for off. */
export const chooseRefresh = (seconds: number): void => setParams({ refresh: seconds || 'off' }, { replace: true })

/**
 * Refreshes regularly, but not while the page is hidden; it is refreshed at once when it becomes visible. Returns a
 * function that stops.
 */
export const refreshEvery = (seconds: number): (() => void) => {
  const refreshSeen = (): void => {
    if (!document.hidden) refresh()
  }
  const timer = setInterval(refreshSeen, seconds * 1000)
  document.addEventListener('visibilitychange', refreshSeen)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', refreshSeen)
  }
}

/** Refreshes as the address or the view requires. */
export const startRefreshing = (): void => {
  effect(() => (refreshSeconds.value ? refreshEvery(refreshSeconds.value) : undefined))
}
