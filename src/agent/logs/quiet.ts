import { shared } from '../shared.ts'

/**
 * Loggers that write through the console would have each line sent twice: once by themselves, once by the console.
 * Two signs tell such a line: the logger is at work further up the stack, or the text is the line that pino just made.
 */
const state = shared('quiet output', () => ({ depth: 0, lastLine: '' }))

/** Runs a logger's own output: what it writes to the console meanwhile is not sent. */
export const quietly = <T>(output: () => T): T => {
  state.depth++
  try {
    return output()
  } finally {
    state.depth--
  }
}

/** Remembers the line that a logger made and will write next, in code that cannot be wrapped. */
export const rememberLine = (line: string): void => {
  state.lastLine = line
}

/** Whether a console call with this first argument only repeats what was sent already. */
export const isQuiet = (text: unknown): boolean =>
  state.depth > 0 || (typeof text === 'string' && isRepeated(text, state.lastLine))

/** The line may end in a line break that the console adds by itself. */
const isRepeated = (text: string, line: string): boolean =>
  line !== '' && line.startsWith(text) && line.length - text.length <= 2
