import { trackOwn, type Who } from './track-own.ts'

/**
 * Records that a feature was used: `trackFeature('debugger', { breakpoints: 3 })`. Recorded as the event
 * `feature.used`, for the user and the session of the current request unless `who` names others. Without a running
 * agent nothing happens. Never throws.
 */
export const trackFeature = (name: string, properties: Readonly<Record<string, unknown>> = {}, who: Who = {}): void =>
  trackOwn('feature.used', who, () => ({ ...properties, feature: name }))
