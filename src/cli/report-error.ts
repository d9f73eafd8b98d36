import { PlainsightError } from '../errors.ts'
import { exitCodes } from './exit-codes.ts'
import { UsageError } from './usage-error.ts'

const toLines = (error: unknown): string[] => {
  if (error instanceof PlainsightError || error instanceof UsageError) return [error.message, `  ${error.hint}`]
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return ['Internal error in plainsight; please report it:', stack]
}

/** Prints an error on stderr: sentence and hint, or one JSON line with `asJson`. Returns the exit code. */
export const reportError = (error: unknown, { asJson }: { readonly asJson: boolean }): number => {
  if (asJson) {
    const known = error instanceof PlainsightError || error instanceof UsageError
    const code = error instanceof PlainsightError ? error.code : known ? 'USAGE' : 'INTERNAL'
    const message = error instanceof Error ? error.message : String(error)
    console.error(JSON.stringify({ error: { code, message, ...(known && { hint: error.hint }) } }))
  } else {
    const [sentence, ...rest] = toLines(error)
    console.error([`plainsight: ${sentence}`, ...rest].join('\n'))
  }
  if (error instanceof UsageError) return error.exitCode
  return error instanceof PlainsightError && error.code === 'CONFIG_INVALID' ? exitCodes.usage : exitCodes.failure
}
