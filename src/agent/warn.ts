import { writeSync } from 'node:fs'
import type { Config } from '../config/schema.ts'

type Level = Config['otel']['diagnosticLevel']

const stderr = 2
const silent: ReadonlySet<Level> = new Set(['none', 'error'])
const talkative: ReadonlySet<Level> = new Set(['debug', 'verbose', 'all'])

/** The agent's own messages on stderr, as far as `OTEL_LOG_LEVEL` allows. */
export type Warnings = {
  /** A warning each time, for callers that limit themselves. */
  warn(sentence: string): void
  /** A warning once per code. */
  warnOnce(code: string, sentence: string): void
}

export const createWarnings = (level: Level): Warnings => {
  const known = new Set<string>()
  const warn = silent.has(level) ? (): void => undefined : say
  return {
    warn,
    warnOnce: (code, sentence) => {
      if (known.has(code)) return
      known.add(code)
      warn(sentence)
    },
  }
}

/** Whether OpenTelemetry's own diagnostics are shown too. */
export const isTalkative = (level: Level): boolean => talkative.has(level)

/** One line on stderr. Written past `process.stderr`, which the app may have patched or closed. */
export const say = (sentence: string): void => {
  try {
    writeSync(stderr, `plainsight: ${sentence}\n`)
  } catch {
    // stderr is closed.
  }
}
