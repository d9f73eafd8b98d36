/** The part of a trace that is shown, milliseconds from its start. */
export type TimeWindow = { readonly from: number; readonly to: number }

/** Place of an interval on a window in percent; undefined when none of it is in sight. */
export const toPercent = (
  { from, to }: TimeWindow,
  start: number,
  end: number,
): { left: number; width: number } | undefined => {
  const scale = 100 / (to - from)
  const left = Math.max(0, (start - from) * scale)
  const right = Math.min(100, (end - from) * scale)
  return right < 0 || left > 100 ? undefined : { left, width: Math.max(0, right - left) }
}

const steps = [1, 2, 5]

/** Round times for the head of the waterfall, about `count` of them. */
export const toTicks = ({ from, to }: TimeWindow, count = 6): number[] => {
  const rough = (to - from) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (steps.find((each) => each * power >= rough) ?? 10) * power
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
}
