import { writeSync } from 'node:fs'
import type { Config } from '../config/schema.ts'

type Level = Config['otel']['diagnosticLevel']

const said = new Set<string>()
const stderr = 2
const silent: ReadonlySet<Level> = new Set(['none', 'error'])
const talkative: ReadonlySet<Level> = new Set(['debug', 'verbose', 'all'])
let level: Level = 'info'

/** Sets how much is said on stderr, for this thread. */
export const setDiagnosticLevel = (wanted: Level): void => {
  level = wanted
}

/** Whether the parts of OpenTelemetry may speak too. */
export const isTalkative = (): boolean => talkative.has(level)

/** One line on stderr. Written past `process.stderr`, which the app may have patched or closed. */
export const say = (sentence: string): void => {
  try {
    writeSync(stderr, `plainsight: ${sentence}\n`)
  } catch {
    // Nobody listens there.
  }
}

/** A warning on stderr, once per code. */
export const warnOnce = (code: string, sentence: string): void => {
  if (silent.has(level) || said.has(code)) return
  said.add(code)
  say(sentence)
}
