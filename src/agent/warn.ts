import { writeSync } from 'node:fs'
import type { Config } from '../config/schema.ts'

type Level = Config['otel']['diagnosticLevel']

const stderr = 2
const silent: ReadonlySet<Level> = new Set(['none', 'error'])
const talkative: ReadonlySet<Level> = new Set(['debug', 'verbose', 'all'])

/** What the agent says of itself on stderr, as much as `OTEL_LOG_LEVEL` allows. */
export type Warnings = {
  /** A warning each time: for what limits itself. */
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

/** Whether the parts of OpenTelemetry may speak too. */
export const isTalkative = (level: Level): boolean => talkative.has(level)

/** One line on stderr. Written past `process.stderr`, which the app may have patched or closed. */
export const say = (sentence: string): void => {
  try {
    writeSync(stderr, `plainsight: ${sentence}\n`)
  } catch {
    // Nobody listens there.
  }
}
