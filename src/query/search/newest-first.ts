import { countRows, type Stretch, stretchBefore } from './stretches.ts'
import { earlier, later, type Window } from './window.ts'

/** What a window contained: enough matching rows for the response, some, or none. */
export type Found = 'enough' | 'some' | 'none'

export type Scanned = {
  /** Start of the part that was read, which extends to the end of the range. */
  readonly reached: bigint
  /** False if the time was used up before the start of the range was reached or enough was found. */
  readonly complete: boolean
  /** Maximum width of the next window, nanoseconds: a query that continues from here begins with it. */
  readonly width: bigint
}

/** Target duration of a window. */
const aimMs = 80

/** Target duration of a window after an empty one, when there is nothing to show yet. */
const emptyAimMs = 250

type Look = { readonly found: Found; readonly elapsedMs: number; readonly leftMs: number; readonly growth: number }

/** Empty windows never become narrower, however slow the machine is. */
const nextWidth = (width: bigint, { found, elapsedMs, leftMs, growth }: Look): bigint => {
  const [least, aim] = found === 'none' ? [1, emptyAimMs] : [0.25, Math.min(aimMs, leftMs)]
  const factor = Math.min(growth, Math.max(least, aim / Math.max(elapsedMs, 1)))
  return (width * BigInt(Math.round(factor * 16))) / 16n
}

/** Maximum width of the first window: in a long range, most of the data may be at its end. */
const maxFirstWidth = 5_400_000_000_000n

/** If at most this many rows remain, they are read at once; no window should have fewer. */
const fewRows = 20_000

/** Windows begin at whole milliseconds, the resolution of `to` in the next query. */
const toWindowStart = (range: Window, wanted: bigint): bigint => {
  const whole = wanted - (wanted % 1_000_000n)
  return whole > range.from ? whole : range.from
}

const firstWidth = (range: Window, { parts = 64, first }: ScanOptions): bigint => {
  if (first !== undefined) return first
  return earlier((range.to - range.from) / BigInt(parts), maxFirstWidth)
}

/** Width in which a stretch has `fewRows` rows. */
const toLeastWidth = ({ from, to, rows }: Stretch): bigint =>
  BigInt(Math.ceil((Number(to - from) * fewRows) / Math.max(rows, 1)))

export type ScanOptions = {
  /** Where there are rows, newest first. */
  readonly stretches: readonly Stretch[]
  /**
   * Maximum duration of one of the question's queries in the engine; a hundredth of it is the time limit of all windows
   * together.
   */
  readonly timeoutMs: number
  /** The first window is this part of the range, at most an hour and a half. */
  readonly parts?: number
  /** Width of the first window, from the previous response. */
  readonly first?: bigint | undefined
  /** Minimum width of a window, nanoseconds. */
  readonly least?: bigint
  /** Maximum ratio of the widths of two successive windows. */
  readonly growth?: number
  /** Share of the time that the windows may use, 0 to 1: the rest is for other queries of the question. */
  readonly share?: number
}

/**
 * Reads a range from its end to its start in windows that widen while they are fast, until `read` has found enough or
 * the time is used up (150 ms of a limit of 15 s). The newest rows of a huge table are found at once, and no query runs
 * for long: a response that stops early says how far it got, and the next query continues from there. Time without rows
 * is skipped, and a small number of rows is read at once, so the number of queries for a range depends on its rows, not
 * on its length or the speed of the machine.
 */
export const scanNewestFirst = async (
  range: Window,
  read: (window: Window) => Promise<Found>,
  options: ScanOptions,
): Promise<Scanned> => {
  const { stretches, timeoutMs, least = 1_000_000_000n, growth = 16, share = 1 } = options
  const started = performance.now()
  const budgetMs = (timeoutMs / 100) * share
  let width = firstWidth(range, options)
  let to = range.to
  for (;;) {
    const stretch = stretchBefore(stretches, to)
    if (stretch === undefined || stretch.to <= range.from) return { reached: range.from, complete: true, width }
    const end = earlier(stretch.to, to)
    width = later(width, later(least, toLeastWidth(stretch)))
    const isLittle = countRows(stretches, { from: range.from, to: end }) <= fewRows
    const from = isLittle ? range.from : toWindowStart(range, end - width)
    const before = performance.now()
    const found = await read({ from, to: end })
    to = from
    const now = performance.now()
    const isOver = found === 'enough' || now - started > budgetMs
    // The next response has its own time limit.
    const leftMs = isOver ? budgetMs : budgetMs - (now - started)
    width = nextWidth(width, { found, elapsedMs: now - before, leftMs, growth })
    if (to <= range.from) return { reached: range.from, complete: true, width }
    if (isOver) return { reached: to, complete: false, width }
  }
}
