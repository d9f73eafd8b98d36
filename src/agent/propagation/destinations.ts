import { shared } from '../shared.ts'

/** Hosts of the calls in progress, by their spans. */
const hosts = shared('destinations', () => new WeakMap<object, string>())

/** For a request through a proxy, the path is the whole URL of the target, after the address of the proxy. */
const throughProxy = /^https?:\/\/[^/]*?https?:\/\/([^/?#]*)/i

/** Records the destination of a span's call, which determines the headers that it may carry. */
export const noteDestination = (span: object, host: unknown, url: unknown): void => {
  const target = typeof url === 'string' ? throughProxy.exec(url)?.[1]?.replace(/^.*@/, '') : undefined
  if (target !== undefined) hosts.set(span, target)
  else if (typeof host === 'string') hosts.set(span, host)
}

/** Undefined for a span that is not a call of an HTTP client. */
export const destinationOf = (span: object): string | undefined => hosts.get(span)
