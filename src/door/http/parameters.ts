import type { IncomingHttpHeaders } from 'node:http'

/**
 * Parameters of the address that steer the interface itself. Those without effect here are accepted too, since clients
 * send them by default: sessions keep no state, progress is not reported, and an insert is always answered when its
 * rows are on disk.
 */
const own: ReadonlySet<string> = new Set([
  'query',
  'user',
  'password',
  'database',
  'default_format',
  'query_id',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'quota_key',
  'client_protocol_version',
  'compress',
  'decompress',
  'network_compression_method',
  'network_zstd_compression_level',
  'enable_http_compression',
  'http_zlib_compression_level',
  'wait_end_of_query',
  'buffer_size',
  'http_response_buffer_size',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'cancel_http_readonly_queries_on_client_close',
  'http_make_head_request',
  'async_insert',
  'wait_for_async_insert',
  'async_insert_busy_timeout_ms',
  'stacktrace',
  'readonly',
])

const paramPrefix = 'param_'

export type DoorParameters = {
  /** The part of the statement in the address; the rest may be in the body. */
  readonly query: string
  readonly database: string | undefined
  /** Format of the answer if the statement names none. */
  readonly format: string | undefined
  readonly queryId: string | undefined
  /** Revision of the native protocol that the client knows; 0: not given. */
  readonly protocol: number
  /** The answer is sent in ClickHouse's own frames. */
  readonly isFramed: boolean
  readonly bodyIsFramed: boolean
  /** The answer may be compressed according to `Accept-Encoding`. */
  readonly mayCompress: boolean
  /** Values of `{name:Type}`, as ClickHouse writes one field of TabSeparated. */
  readonly params: Readonly<Record<string, string>>
  /** Everything else is a setting of the engine. */
  readonly settings: Readonly<Record<string, string>>
}

const isOn = (value: string | null): boolean => value === '1' || value === 'true'

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** The parameters of a request's address and headers, by purpose. */
export const readParameters = (search: URLSearchParams, headers: IncomingHttpHeaders): DoorParameters => {
  const params: Record<string, string> = Object.create(null)
  const settings: Record<string, string> = Object.create(null)
  for (const [name, value] of search) {
    if (name.startsWith(paramPrefix)) params[name.slice(paramPrefix.length)] = value
    else if (!own.has(name)) settings[name] = value
  }
  return {
    query: search.get('query') ?? '',
    database: search.get('database') ?? one(headers['x-clickhouse-database']),
    format: search.get('default_format') ?? one(headers['x-clickhouse-format']),
    queryId: search.get('query_id') || undefined,
    protocol: Number(search.get('client_protocol_version')) || 0,
    isFramed: isOn(search.get('compress')),
    bodyIsFramed: isOn(search.get('decompress')),
    mayCompress: isOn(search.get('enable_http_compression')),
    params,
    settings,
  }
}
