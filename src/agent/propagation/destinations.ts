import { shared } from '../shared.ts'

/** Hosts of the calls in progress, by their spans. */
const hosts = shared('destinations', () => new WeakMap<object, string>())

/** A request through a proxy names the whole URL where others have the path, behind the address of the proxy. */
const throughProxy = /^https?:\/\/[^/]*?https?:\/\/([^/?#]*)/i

/** Notes where the call of a span goes, for the headers that it may carry. */
export const noteDestination = (span: object, host: unknown, url: unknown): void => {
  const target = typeof url === 'string' ? throughProxy.exec(url)?.[1]?.replace(/^.*@/, '') : undefined
  if (target !== undefined) hosts.set(span, target)
  else if (typeof host === 'string') hosts.set(span, host)
}

/** Undefined for a span that is no call of an HTTP client. */
export const destinationOf = (span: object): string | undefined => hosts.get(span)
