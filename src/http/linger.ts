import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** How long the rest of a rejected body is read, ms. */
const lingerMs = 5_000

/** Whether the client may still be sending. */
export const isSending = ({ complete, destroyed, headers }: IncomingMessage): boolean =>
  !complete && !destroyed && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

/** Reads and discards the rest of a body, until it ends, the client disconnects, or the time is over. */
const discardRest = async (request: IncomingMessage): Promise<void> => {
  request.resume()
  await finished(request, { signal: AbortSignal.timeout(lingerMs) }).catch(() => undefined)
}

const follow = async function* (
  text: string | Uint8Array,
  request: IncomingMessage,
): AsyncGenerator<string | Uint8Array> {
  yield text
  await discardRest(request)
}

/**
 * A response to a request whose body was not read completely, on a connection that closes after it: the whole text at
 * once, and the end when the client has sent its body. A connection that is closed while data still arrives is reset,
 * and the response is lost (RFC 9112, section 9.6).
 */
export const lingering = (text: string | Uint8Array, request: IncomingMessage): Readable =>
  Readable.from(follow(text, request))
