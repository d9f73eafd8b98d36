import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { place, setParams, view } from './router.ts'

/** A range as questions take it: milliseconds since 1970. */
export type Range = { readonly from: number; readonly to: number }

/** Ranges on offer, by the text that stands in the address (`from=now-1h`). */
export const presets: readonly { readonly from: string; readonly label: string }[] = [
  { from: 'now-5m', label: 'Last 5 minutes' },
  { from: 'now-15m', label: 'Last 15 minutes' },
  { from: 'now-1h', label: 'Last hour' },
  { from: 'now-3h', label: 'Last 3 hours' },
  { from: 'now-12h', label: 'Last 12 hours' },
  { from: 'now-24h', label: 'Last 24 hours' },
  { from: 'now-3d', label: 'Last 3 days' },
  { from: 'now-7d', label: 'Last 7 days' },
  { from: 'now-30d', label: 'Last 30 days' },
]

const defaultFrom = 'now-1h'
const unitMs: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }

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

/** Text of the address to an instant: `now`, `now-15m`, milliseconds, or an ISO date. Undefined when it is none of these. */
export const parseInstant = (text: string, now: number): number | undefined => {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text)
  if (relative) return now - Number(relative[1] ?? 0) * (unitMs[relative[2] ?? 's'] ?? 0)
  const instant = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(instant) ? instant : undefined
}

/** Range as the address has it. */
export const chosen: ReadonlySignal<{ from: string; to: string }> = computed(() => ({
  from: place.value.params.get('from') || String(youngFrom.value ?? defaultFrom),
  to: place.value.params.get('to') || 'now',
}))

/** Whether the range ends now and so moves on. */
export const isMoving: ReadonlySignal<boolean> = computed(() => chosen.value.to.startsWith('now'))

/** The range in milliseconds; a range that cannot be read, or runs backwards, is the default one. */
export const range: ReadonlySignal<Range> = computed(() => {
  const now = moment.value
  const from = parseInstant(chosen.value.from, now)
  const to = parseInstant(chosen.value.to, now)
  return from === undefined || to === undefined || to <= from ? { from: now - 36e5, to: now } : { from, to }
})

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

/** Takes `now` again: every question on the page is asked anew. */
export const refresh = (): void => {
  moment.value = Date.now()
}

/** Ranges up to this follow the traffic by themselves where that disturbs nobody. */
const followedMs = 36e5

/** Seconds between refreshes when the address says nothing. Lists that one reads, and long ranges, stay as they are. */
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

/** Refreshes every so often, but not for a page nobody sees; one that is seen again is brought up to date at once. Answers how to stop. */
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

/** Refreshes while the address, or the view, says so. */
export const startRefreshing = (): void => {
  effect(() => (refreshSeconds.value ? refreshEvery(refreshSeconds.value) : undefined))
}
