import { writeSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import { shared } from './shared.ts'

type Level = Config['otel']['diagnosticLevel']

const stderr = 2
const silent: ReadonlySet<Level> = new Set(['none', 'error'])
const talkative: ReadonlySet<Level> = new Set(['debug', 'verbose', 'all'])
const state = shared<{ level: Level; readonly said: Set<string> }>('warnings', () => ({
  level: 'info',
  said: new Set(),
}))

/** Sets how much is said on stderr, for this thread. */
export const setDiagnosticLevel = (wanted: Level): void => {
  state.level = wanted
}

/** Whether the parts of OpenTelemetry may speak too. */
export const isTalkative = (): boolean => talkative.has(state.level)

/** One line on stderr. Written past `process.stderr`, which the app may have patched or closed. */
export const say = (sentence: string): void => {
  try {
    writeSync(stderr, `plainsight: ${sentence}\n`)
  } catch {
    // Nobody listens there.
  }
}

/** A warning on stderr, for what says by itself when it has been said often enough. */
export const warn = (sentence: string): void => {
  if (!silent.has(state.level)) say(sentence)
}

/** A warning on stderr, once per code. */
export const warnOnce = (code: string, sentence: string): void => {
  if (silent.has(state.level) || state.said.has(code)) return
  state.said.add(code)
  say(sentence)
}
