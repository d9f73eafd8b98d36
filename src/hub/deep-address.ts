/** `/traces/4bf9…`, as people guess it or other tools link to it. */
const tracePattern = /\/traces?\/([0-9a-f]{32})\/?$/i

/**
 * Where an address of more than one part leads, relative to itself; undefined for one that is fine as it is. Views have one part only,
 * so that the page's relative addresses hold below any path of a proxy: deeper ones would load nothing.
 */
export const toFlatAddress = (url: string): string | undefined => {
  const [path = '', query = ''] = url.split('?')
  const up = '../'.repeat(path.split('/').length - 2)
  if (up === '') return undefined
  const traceId = tracePattern.exec(path)?.[1]
  const params = new URLSearchParams(query)
  if (traceId) params.set('id', traceId.toLowerCase())
  const view = traceId ? 'trace' : (path.split('/').findLast(Boolean) ?? '')
  return `${up}${view}${params.size > 0 ? `?${params}` : ''}`
}
