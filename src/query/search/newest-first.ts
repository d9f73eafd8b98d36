/** A part of the range that is read at once, in nanoseconds: `from` inside, `to` outside. */
export type Window = { readonly from: bigint; readonly to: bigint }

export type Scanned = {
  /** Start of what was read: everything from here to the end of the range was looked at. */
  readonly reached: bigint
  /** False when the time was spent before the start of the range was reached or enough was found. */
  readonly complete: boolean
}

/** What one window should take. */
const aimMs = 80

const nextWidth = (
  width: bigint,
  { elapsedMs, leftMs, growth }: { elapsedMs: number; leftMs: number; growth: number },
): bigint => {
  const factor = Math.min(growth, Math.max(0.25, Math.min(aimMs, leftMs) / Math.max(elapsedMs, 1)))
  return (width * BigInt(Math.round(factor * 16))) / 16n
}

/** The first window is never wider: in a long range most of the data may lie at its end. */
const widestFirst = 5_400_000_000_000n

/** Windows begin at whole milliseconds, since that is what `to` of the next question can say. */
const toWindowStart = (range: Window, wanted: bigint): bigint => {
  const whole = wanted - (wanted % 1_000_000n)
  return whole > range.from ? whole : range.from
}

export type ScanOptions = {
  /** Longest time that the engine may take for one query of the question; a hundredth of it is what the windows may spend in all. */
  readonly timeoutMs: number
  /** The first window is this part of the range, an hour and a half at the most. */
  readonly parts?: number
  /** No window is shorter than this, nanoseconds. */
  readonly least?: bigint
  /** How much wider than the window before the next one may be. */
  readonly growth?: number
  /** Share of the time that the windows may spend, 0 to 1: the rest is for what the question asks besides. */
  readonly share?: number
}

/**
 * Reads a range from its end to its start in windows that widen while they are quick, until `read` says that it has enough, or
 * its time is spent (150 ms of a limit of 15 s). The newest rows of a huge table come at once, and no question runs for long: an answer that stops early
 * says how far it came, and the next question goes on from there.
 */
export const scanNewestFirst = async (
  range: Window,
  read: (window: Window) => Promise<'enough' | 'more'>,
  { timeoutMs, parts = 64, least = 1_000_000_000n, growth = 16, share = 1 }: ScanOptions,
): Promise<Scanned> => {
  const started = performance.now()
  const budgetMs = (timeoutMs / 100) * share
  const part = (range.to - range.from) / BigInt(parts)
  let width = part < widestFirst ? part : widestFirst
  if (width < least) width = least
  let to = range.to
  while (to > range.from) {
    const from = toWindowStart(range, to - width)
    const before = performance.now()
    const verdict = await read({ from, to })
    to = from
    if (verdict === 'enough') return { reached: to, complete: to === range.from }
    const now = performance.now()
    if (now - started > budgetMs) break
    width = nextWidth(width, { elapsedMs: now - before, leftMs: budgetMs - (now - started), growth })
    if (width < least) width = least
  }
  return { reached: to, complete: to <= range.from }
}

/** A range in milliseconds as a window. */
export const toWindow = ({ from, to }: { from: number; to: number }): Window => ({
  from: BigInt(from) * 1_000_000n,
  to: BigInt(to) * 1_000_000n,
})

/** Milliseconds since 1970 of an instant in nanoseconds, rounded down. */
export const toMilliseconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n)
