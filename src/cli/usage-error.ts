import { exitCodes } from './exit-codes.ts'

/** What was typed is wrong: exit code 2 unless the shell knows a better one, and the way to the help. */
export class UsageError extends Error {
  readonly hint: string
  readonly exitCode: number

  constructor(message: string, hint: string, exitCode: number = exitCodes.usage) {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
    this.exitCode = exitCode
  }
}
