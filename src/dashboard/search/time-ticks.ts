import { behindUtc } from '../zone.ts'

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
].map((seconds) => seconds * 1000)

export type TimeTicks = { readonly ticks: readonly number[]; readonly step: number }

/** Round times of a range, at most `most` of them. Hours and days begin in the zone of the page. */
export const toTimeTicks = ({ from, to }: { from: number; to: number }, most: number): TimeTicks => {
  const step = steps.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most)
  const behind = behindUtc(from)
  const first = Math.ceil((from - behind) / step) * step + behind
  return {
    step,
    ticks: Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, index) => first + index * step),
  }
}
