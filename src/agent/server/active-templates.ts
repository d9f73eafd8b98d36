import type { ActiveTemplate } from './request-template.ts'

/** Methods that keep their name; others are `_OTHER`, so that clients cannot invent series. @see RFC 9110, RFC 5789 */
const known = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'] as const

const toTable = (scheme: 'http' | 'https'): ReadonlyMap<string, ActiveTemplate> =>
  new Map([...known, '_OTHER'].map((method) => [method, { method, scheme, series: undefined }]))

const tables = { http: toTable('http'), https: toTable('https') }

export const activeTemplateOf = (method: string | undefined, secure: boolean): ActiveTemplate => {
  const table = secure ? tables.https : tables.http
  return table.get(method ?? '') ?? (table.get('_OTHER') as ActiveTemplate)
}
