import type { Fault } from './parse.ts'

// An import of node:fs makes Node build its whole ESM face, promises included: 3 ms of every process that is watched.
const { readFileSync } = process.getBuiltinModule('node:fs')
const { resolve } = process.getBuiltinModule('node:path')

/** Settings in a file: one JSON object of groups (`otel`, `agent`, `hub`) of keys. `path` is absolute. */
export type ConfigFile = { readonly path: string; readonly content: unknown }

/** Looked for in the working folder; nowhere above it, so that it is plain which file counts. */
export const configFileName = 'plainsight.config.json'

/** The one variable that is no option: it says where the options are. */
export const configFileVariable = {
  name: 'PLAINSIGHT_CONFIG',
  doc: `Path of the configuration file. Not set: \`${configFileName}\` in the working folder, if it is there.`,
} as const

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Reads the configuration file. Without one there is nothing to say; one that is named and missing, or not JSON, is a fault. */
export const loadConfigFile = (named: string | undefined): { readonly file?: ConfigFile; readonly fault?: Fault } => {
  let path = named || configFileName
  try {
    path = resolve(path)
    const text = readFileSync(path, 'utf8')
    return { file: { path, content: JSON.parse(text) } }
  } catch (error) {
    if (!named && isMissing(error)) return {}
    const reason = error instanceof Error ? error.message : String(error)
    const expected = isMissing(error) ? 'a file that is there' : `a readable JSON file (${reason})`
    return { fault: { key: named ? configFileVariable.name : configFileName, value: path, expected } }
  }
}
