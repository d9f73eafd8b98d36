import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** How long the rest of a body that nobody wants is read, in milliseconds. */
const lingerMs = 5_000

/** Whether the sender may still be sending. */
export const isSending = ({ complete, destroyed, headers }: IncomingMessage): boolean =>
  !complete && !destroyed && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

/** Lets the rest of a body run into nothing, as long as its sender is there and the time lasts. */
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
 * An answer to a request whose body was not read to its end, for a connection that closes after it: all of the text at
 * once, and its end when the sender is done. A connection that is closed while data still comes is reset, which takes
 * the answer with it (RFC 9112, section 9.6).
 */
export const lingering = (text: string | Uint8Array, request: IncomingMessage): Readable =>
  Readable.from(follow(text, request))
