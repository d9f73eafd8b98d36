import type { IncomingHttpHeaders } from 'node:http'

/** What a request brings to say who it is. `name` is missing where only a bearer key is sent. */
export type Credentials = { readonly name?: string; readonly secret: string }

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

const fromBasic = (encoded: string): Credentials | undefined => {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at < 0 ? undefined : { name: text.slice(0, at), secret: text.slice(at + 1) }
}

const fromAuthorization = (header: string): Credentials | undefined => {
  const [scheme = '', value = ''] = header.trim().split(/\s+/)
  if (scheme.toLowerCase() === 'bearer') return { secret: value }
  return scheme.toLowerCase() === 'basic' ? fromBasic(value) : undefined
}

/** Where ClickHouse's clients put user and password: its own headers, `Authorization`, or the address. Undefined when there is none. */
export const readCredentials = (headers: IncomingHttpHeaders, search: URLSearchParams): Credentials | undefined => {
  const user = one(headers['x-clickhouse-user'])
  const key = one(headers['x-clickhouse-key'])
  if (user !== undefined || key !== undefined) return { name: user ?? '', secret: key ?? '' }
  if (headers.authorization !== undefined) return fromAuthorization(headers.authorization)
  const password = search.get('password')
  return password === null ? undefined : { name: search.get('user') ?? '', secret: password }
}
