import type { ListenAddress } from '../http/listen.ts'

/**
 * `8123`, `0.0.0.0:8123` or `[::1]:8123` → its parts; `host` if only a port is given. The option's pattern has
 * validated the form.
 */
export const toDoorAddress = (text: string, host: string): ListenAddress => {
  const at = text.lastIndexOf(':')
  const named = text.slice(0, Math.max(at, 0)).replace(/^\[(.*)\]$/, '$1')
  return { host: named || host, port: Number(text.slice(at + 1)) }
}
