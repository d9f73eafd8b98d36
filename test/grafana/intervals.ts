/** Steps that Grafana rounds to, in seconds: each holds up to where the next one begins. */
const nice = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

export const parseSeconds = (text: string): number => {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  return Number(count) * (units[unit] ?? Number.NaN)
}

/** Seconds between two points of a panel of usual width, never less than `least`. */
export const toStep = (from: number, to: number, least: number, points = 1000): number => {
  const wanted = Math.max(least, (to - from) / 1000 / points)
  return nice.find((step) => step >= wanted) ?? 86_400
}

/** `$__rate_interval`: wide enough for a rate at each point, seconds. */
export const toRateInterval = (step: number, scraped: number): number => Math.max(step + scraped, 4 * scraped)
