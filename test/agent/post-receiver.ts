import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** An item of an envelope: its header, and its payload, parsed where it is JSON. */
export type EnvelopeItem = { readonly header: Readonly<Record<string, unknown>>; readonly payload: unknown }

export type Envelope = { readonly header: Readonly<Record<string, unknown>>; readonly items: readonly EnvelopeItem[] }

/**
 * Reads an envelope as Sentry documents it: a line of JSON, then for each item a line of JSON and a payload, whose
 * length the line may give, else it ends with its line.
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export const parseEnvelope = (bytes: Buffer): Envelope => {
  let at = 0
  const readLine = (): Buffer => {
    const end = bytes.indexOf(0x0a, at)
    const line = bytes.subarray(at, end < 0 ? bytes.length : end)
    at = end < 0 ? bytes.length : end + 1
    return line
  }
  const readPayload = (length: unknown): Buffer => {
    if (typeof length !== 'number') return readLine()
    const payload = bytes.subarray(at, at + length)
    if (payload.length !== length) throw new Error('the payload is shorter than its header says')
    at += length + 1
    return payload
  }
  const header = JSON.parse(readLine().toString()) as Envelope['header']
  const items: EnvelopeItem[] = []
  while (at < bytes.length) {
    const itemHeader = JSON.parse(readLine().toString()) as EnvelopeItem['header']
    items.push({ header: itemHeader, payload: JSON.parse(readPayload(itemHeader.length).toString()) })
  }
  return { header, items }
}

/** A server that takes what is posted, and keeps the bytes as they came. */
export type PostReceiver = {
  readonly port: number
  readonly posts: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: Buffer }[]
  /** Status of the next answers; 'hang' never answers. */
  answer: number | 'hang'
  close(): Promise<void>
}

export const openPostReceiver = async (): Promise<PostReceiver> => {
  const posts: PostReceiver['posts'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const whole = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole
      posts.push({ path: request.url ?? '', headers: request.headers, body })
      if (receiver.answer === 'hang') return
      response.writeHead(receiver.answer, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: PostReceiver = {
    port: (server.address() as AddressInfo).port,
    posts,
    answer: 200,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
