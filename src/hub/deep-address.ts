import { viewNames } from '../view-names.ts'

/** `/traces/4bf9…`, as people guess it or other tools link to it; the page says so of what is no trace id. */
const tracePattern = /\/traces?\/([^/]+)\/?$/i

/** Views by the names that they had before. */
const renamed: Readonly<Record<string, string>> = { explore: 'metrics' }

const isView = (name: string): boolean => viewNames.some((each) => each === name)

/** Way from an address to the folder that the page is in, relative to the address: empty, `../`, `../../`, ... */
export const wayUp = (path: string): string => '../'.repeat(Math.max(0, path.split('/').length - 2))

/**
 * Where an address of a view leads that has more than one part, or a name of before, relative to itself; undefined for
 * one that is fine as it is, or is of no view. Views have one part only, so that the page's relative addresses hold
 * below any path of a proxy: deeper ones would load nothing.
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
