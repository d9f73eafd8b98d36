import type { CheckOrigin } from '../access/origins.ts'
import type { SqlAnswer, SqlRequest } from '../guard/guarded-sql.ts'
import type { Gate } from '../limits/semaphore.ts'
import type { Throttle } from '../limits/throttle.ts'
import type { Authenticate } from './authenticate.ts'
import type { DoorCounters, DoorKind, DoorOutcome } from './door-counters.ts'
import type { BodyLimits } from './http/read-body.ts'
import type { Insert } from './insert-blocks.ts'
import type { ToDoorError } from './to-door-error.ts'

/** Log of rejections and faults: names and reasons only, never a statement, a parameter or a secret. */
export type DoorLog = {
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
}

/** The answer to a query. */
export type DoorAnswer = Pick<SqlAnswer, 'body' | 'format' | 'done'> & {
  /** Age of the oldest row that is acknowledged and was not in the store when the query ran, ms. */
  readonly behindMs?: number
}

/** What a request to the door needs. */
export type DoorParts = {
  readonly authenticate: Authenticate
  readonly checkOrigin: CheckOrigin
  /** Checks and runs one query. Rejects with errors that `toDoorError` knows. */
  readonly read: (request: SqlRequest) => Promise<DoorAnswer>
  readonly insert: Insert
  readonly toDoorError: ToDoorError
  readonly counters: DoorCounters
  readonly timer: (seconds: number, labels: { readonly kind: DoorKind; readonly outcome: DoorOutcome }) => void
  readonly log: DoorLog
  /** Limits the log lines about clients without a key, so that they cannot fill the log. */
  readonly strangers: Throttle
  readonly limits: BodyLimits
  /** Admits large bodies, so that few are in memory at a time. */
  readonly bodies: Gate<unknown>
  readonly database: string
  /** Version of the engine, for clients that request it. */
  readonly version: () => Promise<string>
}
