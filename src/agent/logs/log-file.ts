import { createRequire } from 'node:module'
import type { LogFileSettings } from './logger-settings.ts'

const require = createRequire(import.meta.url)

export type LogFile = { write(line: string): void }

/** Opens the log file. If it cannot be written, one line on stderr reports it. */
export const openLogFile = (settings: LogFileSettings): LogFile => {
  let failed = false
  const fail = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (!failed) process.stderr.write(`plainsight: the log file ${settings.path} cannot be written: ${reason}\n`)
    failed = true
  }
  try {
    const stream = loadRotatingStream().openRotatingStream(settings)
    stream.on('error', fail)
    return {
      write: (line) => {
        if (!failed) stream.write(line)
      },
    }
  } catch (error) {
    fail(error)
    return { write: () => undefined }
  }
}

/** Loaded with the first line: most apps log to stdout alone. */
const loadRotatingStream = (): typeof import('./rotating-stream.ts') => require('./rotating-stream.js')
