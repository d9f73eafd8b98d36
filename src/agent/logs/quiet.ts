import { shared } from '../shared.ts'

/**
 * Lines of loggers that write through the console would be sent twice: once captured from the logger, once from the
 * console. Such a line is recognized in two ways: the logger is further up the call stack, or the text equals the line
 * that pino has just created.
 */
const state = shared('quiet output', () => ({ depth: 0, lastLine: '' }))

/** Runs a logger's own output: console output in the meantime is not sent. */
export const quietly = <T>(output: () => T): T => {
  state.depth++
  try {
    return output()
  } finally {
    state.depth--
  }
}

/** Remembers the line that a logger has created and will write next, in code that cannot be wrapped. */
export const rememberLine = (line: string): void => {
  state.lastLine = line
}

/** Whether a console call with this first argument repeats a line that is already sent. */
export const isQuiet = (text: unknown): boolean =>
  state.depth > 0 || (typeof text === 'string' && isRepeated(text, state.lastLine))

/** The line may end in a line break, which the console adds itself. */
const isRepeated = (text: string, line: string): boolean =>
  line !== '' && line.startsWith(text) && line.length - text.length <= 2
