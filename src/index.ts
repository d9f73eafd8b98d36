export { type EventFacts, trackEvent } from './agent/events.ts'
export { logEvent, logger } from './agent/logs/logger.ts'
export { metricsHandler } from './agent/metrics/start-metrics.ts'
export { type Agent, type StartOptions, start } from './agent/start.ts'
