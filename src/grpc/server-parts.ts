import type { IncomingHttpHeaders } from 'node:http2'
import type { PlainsightError } from '../errors.ts'
import type { RpcCode } from './status.ts'

/** A unary method. */
export type UnaryMethod = {
  readonly name: string
  /**
   * @throws whatever `refuse` then makes a failure of; once the client has cancelled, work that has not begun is
   * skipped
   */
  call(message: Buffer, encoding: string, client: AbortSignal): Promise<Uint8Array>
  /** A request whose message is invalid. */
  toInvalid(reason: string): PlainsightError
  /** Counts a rejected request, and returns the failure for its client. */
  refuse(error: unknown): PlainsightError
}

/** What the server of gRPC is made of. */
export type ServerParts = {
  /** By path. */
  readonly methods: ReadonlyMap<string, UnaryMethod>
  /** Compressions that a message may have, beside none. */
  readonly encodings: readonly string[]
  readonly maxMessageBytes: number
  /** Admits a call from this address. @throws PlainsightError */
  readonly admit: (headers: IncomingHttpHeaders, address: string) => void
  /** The answer to a client that speaks HTTP/1.1, or TLS. */
  readonly elsewhere: PlainsightError
  /** Counts the end of a call. */
  readonly countCall: (method: string | undefined, code: RpcCode) => void
  /** Reports the number of open connections. */
  readonly countConnections: (open: number) => void
  readonly log: { error(facts: object, sentence: string): void }
}
