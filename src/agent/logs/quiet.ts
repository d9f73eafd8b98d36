/**
 * Loggers that write through the console would have each line sent twice: once by themselves, once by the console.
 * Two signs tell such a line: the logger is at work further up the stack, or the text is the line that pino just made.
 */
let depth = 0
let lastLine = ''

/** Runs a logger's own output: what it writes to the console meanwhile is not sent. */
export const quietly = <T>(output: () => T): T => {
  depth++
  try {
    return output()
  } finally {
    depth--
  }
}

/** Remembers the line that a logger made and will write next, in code that cannot be wrapped. */
export const rememberLine = (line: string): void => {
  lastLine = line
}

/** Whether a console call with this first argument only repeats what was sent already. */
export const isQuiet = (text: unknown): boolean =>
  depth > 0 ||
  (lastLine !== '' && typeof text === 'string' && lastLine.startsWith(text) && lastLine.length - text.length <= 2)
