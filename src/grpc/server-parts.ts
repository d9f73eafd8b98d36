import type { IncomingHttpHeaders } from 'node:http2'
import type { PlainsightError } from '../errors.ts'
import type { RpcCode } from './status.ts'

/** A method that takes one message and answers one. */
export type UnaryMethod = {
  readonly name: string
  /** @throws whatever `refuse` then makes a failure of; once the client is gone, what was not begun is left undone */
  call(message: Buffer, encoding: string, client: AbortSignal): Promise<Uint8Array>
  /** A request whose message is no such thing. */
  toInvalid(reason: string): PlainsightError
  /** Counts a request that was not taken, and gives the failure that its client sees. */
  refuse(error: unknown): PlainsightError
}

/** What the server of gRPC is made of. */
export type ServerParts = {
  /** By path. */
  readonly methods: ReadonlyMap<string, UnaryMethod>
  /** Compressions that a message may have, beside none. */
  readonly encodings: readonly string[]
  readonly maxMessageBytes: number
  /** Lets a call of this address in. @throws PlainsightError */
  readonly admit: (headers: IncomingHttpHeaders, address: string) => void
  /** The answer to a client that speaks HTTP/1.1, or TLS. */
  readonly elsewhere: PlainsightError
  /** Counts the end of a call. */
  readonly countCall: (method: string | undefined, code: RpcCode) => void
  /** Notes how many connections are open. */
  readonly countConnections: (open: number) => void
  readonly log: { error(facts: object, sentence: string): void }
}
