import { accessErrors } from './errors/access.ts'
import type { ErrorEntry } from './errors/entry.ts'
import { generalErrors } from './errors/general.ts'
import { ingestErrors } from './errors/ingest.ts'
import { listeningErrors } from './errors/listening.ts'
import { queriesErrors } from './errors/queries.ts'
import { storageErrors } from './errors/storage.ts'

const registry = {
  ...generalErrors,
  ...ingestErrors,
  ...storageErrors,
  ...queriesErrors,
  ...accessErrors,
  ...listeningErrors,
} as const

export type ErrorCode = keyof typeof registry

/** Every error that a user can meet, by its code: one table for each area. */
export const errorRegistry: Readonly<Record<ErrorCode, ErrorEntry>> = registry

/**
 * The one error class. `message` is the sentence with its `{names}` filled in from `facts`.
 * Facts must never hold secrets or personal data: they reach clients.
 */
export class PlainsightError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly hint: string
  readonly retryAfter: number | undefined
  readonly facts: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, facts: Readonly<Record<string, string | number>> = {}, options?: { cause?: unknown }) {
    const entry = errorRegistry[code]
    super(
      entry.sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '')),
      options,
    )
    this.name = 'PlainsightError'
    this.code = code
    this.status = entry.status
    this.hint = entry.hint
    this.retryAfter = entry.retryAfter
    this.facts = facts
  }
}
