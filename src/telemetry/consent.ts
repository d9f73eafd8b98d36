import type { StoredFiles } from './stored-files.ts'

/** What a user decided, and what was shown to them at that time. */
export type Consent = {
  readonly enabled: boolean
  /** When, as ISO 8601. */
  readonly at: string
  /** Names of the fields that a ping could hold. */
  readonly fields: readonly string[]
  /** The receiver at that time, as scheme, host and port. */
  readonly receiver?: string
}

const fileName = 'consent.json'

const isConsent = (value: unknown): value is Consent => {
  const { enabled, at, fields } = (value ?? {}) as Partial<Consent>
  return typeof enabled === 'boolean' && typeof at === 'string' && Array.isArray(fields)
}

/** An invalid file counts as no consent. */
export const loadConsent = (files: StoredFiles): Consent | undefined => {
  try {
    const stored: unknown = JSON.parse(files.read(fileName) ?? 'null')
    return isConsent(stored) ? stored : undefined
  } catch {
    return undefined
  }
}

/** @throws Error when the file cannot be written */
export const saveConsent = (files: StoredFiles, consent: Consent): void =>
  files.write(fileName, `${JSON.stringify(consent)}\n`)
