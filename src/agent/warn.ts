import { writeSync } from 'node:fs'

const said = new Set<string>()
const stderr = 2

/** One line on stderr, once per code. Written past `process.stderr`, which the app may have patched or closed. */
export const warnOnce = (code: string, sentence: string): void => {
  if (said.has(code)) return
  said.add(code)
  try {
    writeSync(stderr, `plainsight: ${sentence}\n`)
  } catch {
    // Nobody listens there.
  }
}
