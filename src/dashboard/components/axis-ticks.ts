/** Which values of an axis read as round numbers. */
export type AxisScale = {
  /** `binary` for bytes, `time` for milliseconds. */
  readonly steps?: 'decimal' | 'binary' | 'time'
  /** What a value is multiplied by to be what its label shows. */
  readonly factor?: number
  /** The axis reaches at least this far. */
  readonly least?: number
}

/**
 * Ends of an axis: zero, or below the lowest value, and a little above the highest. Nothing at all does not fill an
 * axis.
 */
export const toEnds = (lowest: number, highest: number, { least }: AxisScale = {}): [number, number] => {
  const low = Math.min(0, lowest) * 1.08
  const high = Math.max(0, highest) * 1.08
  return [low, Math.max(high, least ?? (high > low ? high : 1))]
}

/** Pixels between two ticks, at the least. */
const space = 34

/** Round steps are no further apart than this, so that a span cut in so many parts always has a tick beside its end. */
const widestRatio = 2.5

/** Times that clocks know, in milliseconds: seconds, minutes, hours. */
const clockSteps = [1, 2, 5, 10, 15, 30].flatMap((count) => [count * 1e3, count * 6e4])
const hourSteps = [1, 2, 3, 6, 12, 24].map((count) => count * 36e5)
const times = [...clockSteps, ...hourSteps].toSorted((a, b) => a - b)

const toDecimal = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((digit) => digit * power >= least * (1 - 1e-9)) ?? 10) * power
}

/** The next round step from `least` on. */
const rounders = {
  decimal: toDecimal,
  binary: (least: number): number => 2 ** Math.ceil(Math.log2(least)),
  time: (least: number): number => {
    if (least <= 500) return toDecimal(least)
    return times.find((time) => time >= least) ?? toDecimal(least / 864e5) * 864e5
  },
} as const

/** Round values between two ends of an axis of so many pixels: even the smallest has one beside zero. */
export const toTicks = (
  low: number,
  high: number,
  pixels: number,
  { steps = 'decimal', factor = 1 }: AxisScale = {},
): number[] => {
  const step = rounders[steps](((high - low) * factor) / Math.max(widestRatio, pixels / space)) / factor
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}
