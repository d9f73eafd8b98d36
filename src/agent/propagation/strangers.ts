import { shared } from '../shared.ts'

/** Headers of requests whose trace is not accepted. */
const strangers = shared('strangers', () => new WeakSet<object>())

/** Makes every propagator ignore the trace in these headers, now or later. */
export const rejectTrace = (headers: object): void => void strangers.add(headers)

export const isRejected = (headers: unknown): boolean =>
  typeof headers === 'object' && headers !== null && strangers.has(headers)
