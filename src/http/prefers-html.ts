/** `text/html;q=0.9` → what is wanted, and how much, 0 to 1. */
const toRange = (part: string): readonly [name: string, weight: number] => {
  const [name = '', ...fields] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/)
  const weight = fields.find((field) => field.startsWith('q='))?.slice(2)
  return [name, weight === undefined ? 1 : Number(weight) || 0]
}

/**
 * Whether an `Accept` header wants HTML more than plain text, as a browser's does when a person opens an address (RFC
 * 9110, section 12.5.1). Scrapers name the text formats of Prometheus, or nothing: they never mean HTML.
 */
export const prefersHtml = (accept: string | undefined): boolean => {
  if (!accept?.includes('text/html')) return false
  const weights = new Map(accept.split(',').map(toRange))
  const text = weights.get('text/plain') ?? weights.get('text/*') ?? weights.get('*/*') ?? 0
  const metrics = weights.get('application/openmetrics-text') ?? 0
  return (weights.get('text/html') ?? 0) > Math.max(text, metrics)
}
