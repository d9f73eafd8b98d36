import type { IncomingHttpHeaders } from 'node:http'
import { type Credentials, readAuthorization } from '../../access/credentials.ts'

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/**
 * Where ClickHouse's clients put user and password: its own headers, `Authorization`, or the address. Undefined when
 * there is none.
 */
export const readCredentials = (headers: IncomingHttpHeaders, search: URLSearchParams): Credentials | undefined => {
  const user = one(headers['x-clickhouse-user'])
  const key = one(headers['x-clickhouse-key'])
  if (user !== undefined || key !== undefined) return { name: user ?? '', secret: key ?? '' }
  if (headers.authorization !== undefined) return readAuthorization(headers.authorization)
  const password = search.get('password')
  return password === null ? undefined : { name: search.get('user') ?? '', secret: password }
}
