import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { isSending, lingering } from '../../http/linger.ts'
import type { DoorError } from '../door-error.ts'

/** Sends a text. For a client that may still be sending, the connection ends after it. */
export const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.statusCode = status
  response.setHeader('content-type', 'text/plain; charset=UTF-8')
  if (!isSending(response.req)) {
    response.end(text)
    return
  }
  response.setHeader('connection', 'close').setHeader('content-length', Buffer.byteLength(text))
  pipeline(lingering(text, response.req), response, () => undefined)
}

/** On every answer to a statement. An id that is no id is replaced. */
export const setCommonHeaders = (response: ServerResponse, queryId: string | undefined): void => {
  const isId = queryId !== undefined && /^[\w.:-]{1,128}$/.test(queryId)
  response.setHeader('x-clickhouse-query-id', isId ? queryId : randomUUID())
  response.setHeader('x-clickhouse-server-display-name', 'plainsight')
  response.setHeader('x-clickhouse-timezone', 'UTC')
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cache-control', 'no-store')
}

const ofAnswers = ['content-encoding', 'content-length', 'x-clickhouse-format', 'x-clickhouse-exception-tag', 'trailer']

/**
 * Answers with an error as ClickHouse does. Once headers were sent, it can only cut the connection.
 */
export const sendException = (response: ServerResponse, error: DoorError): void => {
  if (response.headersSent) {
    if (!response.writableEnded) response.socket?.end()
    return
  }
  for (const name of ofAnswers) response.removeHeader(name)
  response.setHeader('x-clickhouse-exception-code', String(error.code))
  if (error.status === 401) response.setHeader('www-authenticate', 'Basic realm="plainsight"')
  if (error.status === 503) response.setHeader('retry-after', '2')
  sendText(response, error.status, error.text)
}
