import type { CheckOrigin } from '../access/origins.ts'
import type { SqlAnswer, SqlRequest } from '../guard/guarded-sql.ts'
import type { Gate } from '../limits/semaphore.ts'
import type { Throttle } from '../limits/throttle.ts'
import type { Authenticate } from './authenticate.ts'
import type { DoorCounters, DoorKind, DoorOutcome } from './door-counters.ts'
import type { BodyLimits } from './http/read-body.ts'
import type { Insert } from './insert-blocks.ts'
import type { ToDoorError } from './to-door-error.ts'

/** Where refusals and faults are written: names and reasons only, never a statement, a parameter or a secret. */
export type DoorLog = {
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
}

/** The answer to a question. */
export type DoorAnswer = Pick<SqlAnswer, 'body' | 'format' | 'done'> & {
  /** Age of the oldest row that is acknowledged and was not in the store when the question ran, ms. */
  readonly behindMs?: number
}

/** What a request at the door needs. */
export type DoorParts = {
  readonly authenticate: Authenticate
  readonly checkOrigin: CheckOrigin
  /** Checks and runs one question. Rejects with what `toDoorError` knows. */
  readonly read: (request: SqlRequest) => Promise<DoorAnswer>
  readonly insert: Insert
  readonly toDoorError: ToDoorError
  readonly counters: DoorCounters
  readonly timer: (seconds: number, labels: { readonly kind: DoorKind; readonly outcome: DoorOutcome }) => void
  readonly log: DoorLog
  /** Counts the lines about strangers: who has no key cannot fill the log. */
  readonly strangers: Throttle
  readonly limits: BodyLimits
  /** Lets large bodies in: so many are in memory at a time. */
  readonly bodies: Gate<unknown>
  readonly database: string
  /** Version of the engine, as its clients want to know it. */
  readonly version: () => Promise<string>
}
