/** Names whose values are URLs, or paths with a query. */
export const urlNames: readonly string[] = [
  'url.full',
  'url.original',
  'http.url',
  'http.target',
  'url.path',
  'http.request.header.referer',
  'http.request.header.referrer',
  'http.response.header.location',
  'referer',
  'referrer',
  'url',
  'originalUrl',
  'req.url',
  'req.originalUrl',
  'request.url',
  'http.request.url',
  'messaging.url',
]

/** Names whose values are a query string, or its parsed parameters. */
export const queryNames: readonly string[] = ['url.query', 'http.query', 'url.fragment', 'req.query', 'request.query']

const placeholder = '[value]'

/**
 * Removes possible personal data from a URL: user and password before the host, the values of the query (their names
 * are kept), and the fragment. `https://u:p@shop.test/find?q=ann&page=2#x` becomes
 * `https://shop.test/find?q=[value]&page=[value]`. Works on paths too, and never throws.
 */
export const toUrlWithoutValues = (url: string): string => {
  const hash = url.indexOf('#')
  const whole = hash < 0 ? url : url.slice(0, hash)
  const mark = whole.indexOf('?')
  const beforeQuery = toUrlWithoutUser(mark < 0 ? whole : whole.slice(0, mark))
  return mark < 0 ? beforeQuery : `${beforeQuery}?${toQueryWithoutValues(whole.slice(mark + 1))}`
}

/**
 * Replaces the values of a query string and keeps its names; a part without `=` is treated as a value. A leading `?` is
 * kept.
 */
export const toQueryWithoutValues = (query: string): string => {
  if (query === '' || query === '?') return query
  const start = query.startsWith('?') ? 1 : 0
  const parts = query.slice(start).split('&').map(toParameterWithoutValue)
  return query.slice(0, start) + parts.join('&')
}

const toParameterWithoutValue = (parameter: string): string => {
  if (parameter === '') return ''
  const equals = parameter.indexOf('=')
  if (equals < 0) return placeholder
  return equals === parameter.length - 1 ? parameter : `${parameter.slice(0, equals)}=${placeholder}`
}

const toUrlWithoutUser = (url: string): string => {
  const scheme = url.indexOf('//')
  if (scheme < 0) return url
  const hostStart = scheme + 2
  const slash = url.indexOf('/', hostStart)
  const at = url.lastIndexOf('@', slash < 0 ? url.length : slash)
  return at < hostStart ? url : url.slice(0, hostStart) + url.slice(at + 1)
}
