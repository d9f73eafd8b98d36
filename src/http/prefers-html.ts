import { toWeights } from './weights.ts'

/**
 * Whether an `Accept` header wants HTML more than plain text, as a browser's does when a person opens an address (RFC
 * 9110, section 12.5.1). Scrapers name the text formats of Prometheus, or nothing: they never mean HTML.
 */
export const prefersHtml = (accept: string | undefined): boolean => {
  if (!accept?.includes('text/html')) return false
  const weights = toWeights(accept)
  const text = weights.get('text/plain') ?? weights.get('text/*') ?? weights.get('*/*') ?? 0
  const metrics = weights.get('application/openmetrics-text') ?? 0
  return (weights.get('text/html') ?? 0) > Math.max(text, metrics)
}
