import type { Settings } from '../load-settings.ts'

/** What one check of `doctor` found. */
export type Finding = {
  readonly name: string
  /** `note` is nothing wrong, only good to know. `wrong` makes `doctor` fail. */
  readonly state: 'ok' | 'note' | 'wrong'
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

/** One check: a file each, and one line in the list of `doctor.ts`. Never throws for what it looks for. */
export type Check = (settings: Settings) => Promise<readonly Finding[]>
