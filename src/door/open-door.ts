import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClose } from '../http/create-close.ts'
import { type ListenAddress, listen } from '../http/listen.ts'
import type { DoorParts } from './door.ts'
import { handleStatement } from './http/handle-request.ts'
import { sendText } from './http/send-exception.ts'
import { type Strangers, watchStrangers } from './http/strangers.ts'

export type Door = {
  /** Where ClickHouse's clients connect to. */
  readonly url: string
  /** Stops accepting requests and waits for those in progress. Safe to call twice. */
  close(): Promise<void>
}

/**
 * The same as the hub's: longer than clients keep idle connections, so that none is closed at the moment when it is
 * reused.
 */
const keepAliveTimeout = 120_000

/** How long a request may take to arrive, ms. */
const requestTimeout = 60_000

/** Statements and parameters may be in the address. */
const maxHeaderSize = 131_072

/**
 * How long the headers of a request may take from the start of the connection, ms, and how often that is checked.
 */
const headersTimeout = 10_000
const connectionsCheckingInterval = 1_000

/**
 * Maximum connections; each may wait for its turn. Those without a key have their own limit: see
 * `watchStrangers`.
 */
const maxOpenConnections = 1_024

/** How long answers in progress may take when the hub stops, ms; after that their connections are cut. */
const drainMs = 5_000

const healthy = 'Ok.\n'

const sayHealthy = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end(healthy)
}

const route = async (
  parts: DoorParts,
  strangers: Strangers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = URL.parse(request.url ?? '/', 'http://door')
  const isAsking = request.method === 'GET' || request.method === 'HEAD'
  if (url?.pathname === '/ping' && isAsking) return sayHealthy(response)
  if (url?.pathname !== '/') return sendText(response, 404, 'There is nothing here: statements go to /\n')
  if (isAsking && !url.searchParams.has('query')) return sayHealthy(response)
  if (request.method === 'GET' || request.method === 'POST')
    return handleStatement(parts, { strangers, request, response, search: url.searchParams })
  return sendText(response, 501, 'Statements come by GET or POST\n')
}

const toUrl = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`

/**
 * Opens ClickHouse's HTTP interface on a separate port.
 * @throws PlainsightError `DOOR_PORT_TAKEN`
 */
export const openDoor = async (parts: DoorParts, address: ListenAddress): Promise<Door> => {
  const answering = new Set<Promise<void>>()
  const options = { keepAliveTimeout, requestTimeout, headersTimeout, connectionsCheckingInterval, maxHeaderSize }
  const server = createServer(options, (request, response) => {
    const answered = route(parts, strangers, request, response)
      // Not expected; if an error gets here, it ends this one connection.
      .catch(() => void response.destroy())
      .finally(() => answering.delete(answered))
    answering.add(answered)
  })
  const strangers = watchStrangers(server)
  server.maxConnections = maxOpenConnections
  const opened = await listen(server, address, 'DOOR_PORT_TAKEN')
  const close = createClose(server, {
    drainMs,
    begin: () => {
      server.closeIdleConnections()
      void Promise.allSettled(answering).then(() => server.closeIdleConnections())
    },
    cut: () => server.closeAllConnections(),
  })
  return { url: toUrl(opened), close }
}
