import { readSync } from 'node:fs'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/** What Node keeps of a connection: its file descriptor, and what is not written yet. */
type Handle = { readonly fd?: number; readonly writeQueueSize?: number }
type OpenSocket = Socket & { readonly _handle?: Handle | null; readonly encrypted?: boolean }

/** Interval of the checks, in ms. */
const intervalMs = 2
const sleeper = new Int32Array(new SharedArrayBuffer(4))
const statusLine = /^HTTP\/1\.[01] ([2-5]\d\d)/

/**
 * Waits, while the process exits and asynchronous code no longer runs, until a request in flight is answered; returns
 * true on success. Its connection is read directly, which requires one without TLS whose request is completely written;
 * responses on other connections cannot be read here.
 */
export const awaitAnswer = (request: ClientRequest, deadline: number): boolean => {
  const known = (request as ClientRequest & { readonly res?: { readonly statusCode?: number } }).res?.statusCode
  const status = known ?? readStatus(request.socket as OpenSocket | null, deadline)
  return status !== undefined && status >= 200 && status < 300
}

const readStatus = (socket: OpenSocket | null, deadline: number): number | undefined => {
  const { fd = -1, writeQueueSize = 0 } = socket?._handle ?? {}
  if (socket === null || fd < 0 || socket.encrypted || socket.connecting) return undefined
  if (socket.writableLength > 0 || writeQueueSize > 0) return undefined
  const start = Buffer.alloc(12)
  while (performance.now() < deadline) {
    const size = readReady(fd, start)
    if (size !== undefined) return Number(statusLine.exec(start.toString('latin1', 0, size))?.[1])
    Atomics.wait(sleeper, 0, 0, intervalMs)
  }
  return undefined
}

/** Bytes read, 0 at the end of the connection; undefined while there is nothing to read. */
const readReady = (fd: number, into: Buffer): number | undefined => {
  try {
    return readSync(fd, into)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? undefined : 0
  }
}
