/**
 * A rejection threshold of consistent probability sampling: up to 14 hexadecimal digits without trailing zeros. A trace
 * is kept if its randomness is not below it. Comparing the strings equals comparing the numbers, since both are
 * fractions.
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export type Threshold = string

/** Keeps every trace. */
export const always: Threshold = '0'
/** Keeps none: no randomness reaches it. It is not a valid threshold, so it is never written to the trace state. */
export const never: Threshold = 'g'

/** Significant digits, as the specification recommends; leading digits `f` of a small probability are not counted. */
const precision = 4
/** Digits that a JavaScript number represents exactly. */
const maxDigits = 12

export const toThreshold = (probability: number): Threshold => {
  if (probability >= 1) return always
  if (!(probability > 0)) return never
  const leading = Math.floor(-Math.log2(probability) / 4)
  const digits = Math.min(maxDigits, precision + leading)
  const steps = 16 ** digits
  const rejected = Math.min(steps - 1, Math.round((1 - probability) * steps))
  return rejected.toString(16).padStart(digits, '0').replace(/0+$/, '') || always
}

export const toProbability = (threshold: Threshold): number =>
  threshold === never ? 0 : 1 - Number.parseInt(threshold, 16) / 16 ** threshold.length

/** A threshold or a randomness in a received trace state. */
const form = /^[\da-f]{1,14}$/
const randomDigits = 14

export const isThreshold = (text: string | undefined): text is Threshold => text !== undefined && form.test(text)
export const isRandomness = (text: string | undefined): text is string =>
  isThreshold(text) && text.length === randomDigits

/** The last 56 bits of a trace id, which are random by W3C Trace Context Level 2. */
export const randomnessOf = (traceId: string): string => traceId.slice(-randomDigits)
