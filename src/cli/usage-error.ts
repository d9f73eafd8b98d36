import { exitCodes } from './exit-codes.ts'

/** A wrong command line: exit code 2, unless shells have a better one, with a hint to the help. */
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
