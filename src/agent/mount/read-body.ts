import type { IncomingMessage } from 'node:http'
import type { ReadBody } from './mount.ts'

/** The body of a request of Node's, or what a body parser of the app has already made of it. */
export const readNodeBody = async (
  request: IncomingMessage & { readonly body?: unknown },
  parsed: unknown,
  maxBytes: number,
): Promise<ReadBody> => {
  if (Number(request.headers['content-length']) > maxBytes) return 'too large'
  if (request.readableEnded) return toParsed(parsed ?? request.body)
  // The connection is needed for the answer, also when reading stops early.
  return readChunks(request.iterator({ destroyOnReturn: false }), maxBytes)
}

/** The same of a request of the Fetch API. */
export const readFetchBody = async (request: Request, maxBytes: number): Promise<ReadBody> => {
  if (Number(request.headers.get('content-length')) > maxBytes) return 'too large'
  return readChunks(request.body ?? [], maxBytes)
}

const toParsed = (body: unknown): ReadBody => {
  if (typeof body === 'string' || body instanceof Uint8Array) return parse(Buffer.from(body).toString())
  return body === undefined ? 'not JSON' : { json: body }
}

/** Reads no more than is allowed. */
const readChunks = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<ReadBody> => {
  const read: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) return 'too large'
    read.push(chunk)
  }
  return parse(Buffer.concat(read).toString())
}

const parse = (text: string): ReadBody => {
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    return 'not JSON'
  }
}
