import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { ViewName } from '../view-names.ts'
import { lastingParams, type ParamName, paramsOf } from './params.ts'

/**
 * Every state of the page that is worth a link lives in its address: `{base}/{view}?{parameters}`.
 * Paths have one part only, so that relative addresses of assets and API hold below any path of a proxy.
 */
type Place = { readonly view: string; readonly params: URLSearchParams }

/** Values to put into an address; undefined and empty take the parameter out. */
export type ParamPatch = Readonly<Partial<Record<ParamName, string | number | undefined>>>

/** Folder that the views are in: below a proxy it is not the root. */
const folder = new URL('.', document.baseURI).pathname

const readPlace = (): Place => ({
  view: location.pathname.slice(folder.length) || 'requests',
  params: new URLSearchParams(location.search),
})

/** Where the page is. */
export const place = signal(readPlace())

/** Name of the view in the address. */
export const view: ReadonlySignal<string> = computed(() => place.value.view)

const patchParams = (params: URLSearchParams, patch: ParamPatch): URLSearchParams => {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === '') next.delete(key)
    else next.set(key, String(value))
  }
  return next
}

const toAddress = (name: string, params: URLSearchParams): string => {
  const query = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',')
  return `./${name}${query && `?${query}`}`
}

/** Address of a view that keeps service and time range, with more parameters. */
export const href = (name: ViewName, patch: ParamPatch = {}): string => {
  const kept = new URLSearchParams()
  const read = paramsOf(name)
  for (const key of lastingParams.filter((each) => read.includes(each))) {
    const value = place.value.params.get(key)
    if (value) kept.set(key, value)
  }
  return toAddress(name, patchParams(kept, patch))
}

/** Address of what is shown now, with some parameters changed. */
export const hrefHere = (patch: ParamPatch): string => {
  const { view: name, params } = place.value
  return toAddress(name, patchParams(params, patch))
}

const go = (address: string, replace = false): void => {
  if (replace) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  place.value = readPlace()
}

/** Opens an address made by `href`. */
export const navigate = (address: string): void => {
  go(address)
  scrollTo(0, 0)
}

/** Parameters that make another search: the log line that is open closes with the one that it was found by. */
const searchParams: readonly ParamName[] = ['q', 'service', 'severity', 'trace', 'from', 'to', 'live']

/** Changes parameters of the view that is open. `replace` leaves no step in the history (typing, sorting). */
export const setParams = (patch: ParamPatch, { replace = false } = {}): void => {
  const isOtherSearch = searchParams.some((name) => name in patch)
  go(hrefHere(isOtherSearch ? { line: undefined, ...patch } : patch), replace)
}

/** Takes parameters out of the address, whatever they are called. */
export const dropParams = (names: readonly string[]): void => {
  const { view: name, params } = place.value
  const next = new URLSearchParams(params)
  for (const each of names) next.delete(each)
  go(toAddress(name, next), true)
}

/** One parameter of the address, empty when it is not there. */
export const param = (name: ParamName): string => place.value.params.get(name) ?? ''

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented

/** Follows links inside the page without loading it again, and the browser's back and forward. */
export const startRouter = (): void => {
  addEventListener('popstate', () => {
    place.value = readPlace()
  })
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a[href^="./"]')
    if (!link || !isPlainClick(event) || link.hasAttribute('download') || link.getAttribute('target')) return
    event.preventDefault()
    navigate(link.getAttribute('href') ?? './')
  })
}
