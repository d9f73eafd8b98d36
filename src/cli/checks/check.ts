import type { Settings } from '../load-settings.ts'

/** What one check of `doctor` found. */
export type Finding = {
  readonly name: string
  /** `note` is information only; `wrong` makes `doctor` fail. */
  readonly state: 'ok' | 'note' | 'wrong'
  readonly message: string
  /** How to fix it. */
  readonly fix?: string
}

/**
 * One check: a file each, and one line in the list of `doctor.ts`. Reports a problem as a finding, and never throws it.
 */
export type Check = (settings: Settings) => Promise<readonly Finding[]>
