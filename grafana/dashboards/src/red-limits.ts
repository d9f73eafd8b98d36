/** Share of requests that fail: unit, and from where on it is bad, the same on every panel and in every table. */
export const errorLimits = {
  unit: 'percentunit',
  steps: [
    [null, 'green'],
    [0.01, 'orange'],
    [0.05, 'red'],
  ],
} as const

/** The same over time, where one limit is drawn as a line. */
export const drawnErrorLimit = {
  unit: 'percentunit',
  steps: [
    [null, 'green'],
    [0.05, 'red'],
  ],
} as const

/** How long requests take. */
export const durationLimits = {
  unit: 's',
  steps: [
    [null, 'green'],
    [0.5, 'orange'],
    [2, 'red'],
  ],
} as const

/** Contentment of callers, from 0 to 1. */
export const apdexLimits = {
  unit: 'none',
  decimals: 2,
  min: 0,
  max: 1,
  steps: [
    [null, 'red'],
    [0.7, 'orange'],
    [0.85, 'green'],
  ],
} as const
