import type { Fault } from './parse.ts'

// An import of node:fs makes Node build its whole ESM interface, promises included: 3 ms in every instrumented process.
const { readFileSync } = process.getBuiltinModule('node:fs')
const { resolve } = process.getBuiltinModule('node:path')

/** Settings in a file: one JSON object of groups (`otel`, `agent`, `hub`) of keys. `path` is absolute. */
export type ConfigFile = { readonly path: string; readonly content: unknown }

/** Only in the working folder and in no parent, so that it is clear which file applies. */
export const configFileName = 'plainsight.config.json'

/** Not an option: it names the file with the options. */
export const configFileVariable = {
  name: 'PLAINSIGHT_CONFIG',
  doc: `Path of the configuration file. Not set: \`${configFileName}\` in the working folder, if it exists.`,
} as const

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Path of a configuration file, and what set it: the variable or a flag, which a fault is reported by. */
export type ConfigFileChoice = { readonly path: string; readonly setBy: string }

/**
 * Reads the configuration file. It is a fault when a chosen one is missing, and when one is not JSON; without any,
 * defaults apply.
 */
export const loadConfigFile = (
  choice: ConfigFileChoice | undefined,
): { readonly file?: ConfigFile; readonly fault?: Fault } => {
  let path = choice?.path ?? configFileName
  try {
    path = resolve(path)
    const text = readFileSync(path, 'utf8')
    return { file: { path, content: JSON.parse(text) } }
  } catch (error) {
    if (!choice && isMissing(error)) return {}
    const reason = error instanceof Error ? error.message : String(error)
    const expected = isMissing(error) ? 'an existing file' : `a readable JSON file (${reason})`
    return { fault: { key: choice?.setBy ?? configFileName, value: path, expected } }
  }
}
