import { signals } from '../../model.ts'
import type { Settings } from '../load-settings.ts'

/** Where apps that are started here export to, and the settings that say so. */
export type Receiver = { readonly url: string; readonly setBy: readonly string[]; readonly isDefault: boolean }

/** Base URL without credentials: `fetch` refuses them, and they are not to be shown. */
const toBase = (endpoint: string, signal: string): string => {
  const { origin, pathname } = new URL(endpoint)
  return `${origin}${pathname.replace(new RegExp(`/v1/${signal}/?$`), '').replace(/\/+$/, '')}`
}

const byDefault = 'the default endpoint'

/** One receiver per distinct address: each signal has its own endpoint or the general one. */
export const toReceivers = ({ config, origins }: Pick<Settings, 'config' | 'origins'>): Receiver[] => {
  const setBy = new Map<string, Set<string>>()
  for (const signal of signals) {
    const own = config.otel[`${signal}Endpoint`]
    const origin = origins[own === undefined ? 'otel.endpoint' : `otel.${signal}Endpoint`]
    const url = toBase(own ?? config.otel.endpoint, signal)
    setBy.set(url, (setBy.get(url) ?? new Set()).add(origin?.name || byDefault))
  }
  return [...setBy].map(([url, names]) => ({
    url,
    setBy: [...names],
    isDefault: names.size === 1 && names.has(byDefault),
  }))
}
