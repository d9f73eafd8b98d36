import { countRows, type Stretch, stretchBefore } from './stretches.ts'
import { earlier, later, type Window } from './window.ts'

/** What a window held: enough rows for the answer, some, or none that was looked for. */
export type Found = 'enough' | 'some' | 'none'

export type Scanned = {
  /** Start of what was read, up to the end of the range. */
  readonly reached: bigint
  /** False if the time was over before the start of the range was reached or enough was found. */
  readonly complete: boolean
  /** How wide the next window may be, nanoseconds: an answer that goes on from here begins with it. */
  readonly width: bigint
}

/** What one window should take. */
const aimMs = 80

/**
 * What one window may take after an empty one, when there is nothing to show yet.
 */
const emptyAimMs = 250

type Look = { readonly found: Found; readonly elapsedMs: number; readonly leftMs: number; readonly growth: number }

/** Empty windows never become narrower, however slow the machine is. */
const nextWidth = (width: bigint, { found, elapsedMs, leftMs, growth }: Look): bigint => {
  const [least, aim] = found === 'none' ? [1, emptyAimMs] : [0.25, Math.min(aimMs, leftMs)]
  const factor = Math.min(growth, Math.max(least, aim / Math.max(elapsedMs, 1)))
  return (width * BigInt(Math.round(factor * 16))) / 16n
}

/** The first window is never wider: in a long range most of the data may lie at its end. */
const maxFirstWidth = 5_400_000_000_000n

/** With no more rows left to read than this, they are read at once; no window is meant to hold fewer. */
const fewRows = 20_000

/** Windows begin at whole milliseconds, since that is what `to` of the next question can say. */
const toWindowStart = (range: Window, wanted: bigint): bigint => {
  const whole = wanted - (wanted % 1_000_000n)
  return whole > range.from ? whole : range.from
}

const firstWidth = (range: Window, { parts = 64, first }: ScanOptions): bigint => {
  if (first !== undefined) return first
  return earlier((range.to - range.from) / BigInt(parts), maxFirstWidth)
}

/** How long a stretch takes for `fewRows`. */
const toLeastWidth = ({ from, to, rows }: Stretch): bigint =>
  BigInt(Math.ceil((Number(to - from) * fewRows) / Math.max(rows, 1)))

export type ScanOptions = {
  /** Where rows lie, newest first. */
  readonly stretches: readonly Stretch[]
  /**
   * Longest time that the engine may take for one query of the question; a hundredth of it is what the windows may
   * spend in all.
   */
  readonly timeoutMs: number
  /** The first window is this part of the range, at most an hour and a half. */
  readonly parts?: number
  /** Width of the first window, as the answer before said it. */
  readonly first?: bigint | undefined
  /** No window is shorter than this, nanoseconds. */
  readonly least?: bigint
  /** How much wider than the window before the next one may be. */
  readonly growth?: number
  /** Share of the time that the windows may spend, 0 to 1: the rest is for what the question asks besides. */
  readonly share?: number
}

/**
 * Reads a range from its end to its start in windows that widen while they are quick, until `read` says that it has
 * enough, or its time is spent (150 ms of a limit of 15 s). The newest rows of a huge table come at once, and no
 * question runs for long: an answer that stops early says how far it came, and the next question goes on from there.
 * Time without rows is skipped, and a few rows are read at once: how many questions a range takes hangs on its
 * rows, and not on its length or on how fast the machine is.
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
    // The next answer has time of its own.
    const leftMs = isOver ? budgetMs : budgetMs - (now - started)
    width = nextWidth(width, { found, elapsedMs: now - before, leftMs, growth })
    if (to <= range.from) return { reached: range.from, complete: true, width }
    if (isOver) return { reached: to, complete: false, width }
  }
}
