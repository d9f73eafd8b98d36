import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { eventually } from '../eventually.ts'

/** A request, byte for byte as it came. */
export type CapturedRequest = {
  readonly raw: string
  readonly requestLine: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const parseRequest = (raw: string): CapturedRequest | undefined => {
  const [head = '', body] = raw.split('\r\n\r\n')
  const [requestLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)))
  const isWhole = body !== undefined && Buffer.byteLength(body) === Number(headers['content-length'])
  return isWhole ? { raw, requestLine, headers, body } : undefined
}

export type EndpointOptions = {
  /** The whole answer. Default: 200 without a body. Empty: never any. */
  readonly answer?: string
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

/** A receiver of pings that keeps every byte. */
export const openEndpoint = async ({ answer = ok }: EndpointOptions = {}) => {
  const requests: CapturedRequest[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    let raw = ''
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    socket.on('data', (chunk) => {
      raw += chunk.toString()
      const request = parseRequest(raw)
      if (!request) return
      requests.push(request)
      if (answer !== '') socket.end(answer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    /** JavaScript of a receiver that sends here. */
    receiver: `{ endpoint: '${url}/pings' }`,
    requests,
    /** Connections that are open. */
    countOpen: (): number => open.size,
    /** The next request that is not among the first `seen`. */
    waitFor: (seen = 0): Promise<CapturedRequest> => eventually('a ping', () => requests[seen]),
  }
}
