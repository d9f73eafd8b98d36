import { viewNames } from '../view-names.ts'

/** `/traces/4bf9…`, as people guess it or other tools link to it. The page reports an invalid trace id. */
const tracePattern = /\/traces?\/([^/]+)\/?$/i

/** Views by their former names. */
const renamed: Readonly<Record<string, string>> = { explore: 'metrics' }

const isView = (name: string): boolean => viewNames.some((each) => each === name)

/** Path from an address to the page's folder, relative to the address: empty, `../`, `../../`, ... */
export const wayUp = (path: string): string => '../'.repeat(Math.max(0, path.split('/').length - 2))

/**
 * Where an address of a view with more than one part, or with a former name, redirects to, relative to itself;
 * undefined if it needs no redirect or is no view. Addresses of views have one part, so that the page's relative
 * addresses work below any path of a proxy.
 */
export const toFlatAddress = (url: string): string | undefined => {
  const [path = '', query = ''] = url.split('?')
  const up = wayUp(path)
  const traceId = tracePattern.exec(path)?.[1]
  const last = path.split('/').findLast(Boolean) ?? ''
  const view = traceId ? 'trace' : (renamed[last] ?? last)
  if (!isView(view) || `/${view}` === path) return undefined
  const params = new URLSearchParams(query)
  if (traceId) params.set('id', decodeURIComponent(traceId).toLowerCase())
  return `${up}${view}${params.size > 0 ? `?${params}` : ''}`
}

/** Whether the page has a view at an address. */
export const isViewAddress = (url: string): boolean => isView(url.slice(1).split('?')[0] ?? '')
