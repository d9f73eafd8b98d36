import { configFileVariable } from './config-file.ts'
import { toNearest } from './nearest.ts'
import type { OptionTable } from './option.ts'
import type { Fault } from './parse.ts'
import { schema } from './schema.ts'

const tables: Readonly<Record<string, OptionTable>> = schema
const prefix = 'PLAINSIGHT_'

/** The value is not shown: a mistyped `PLAINSIGHT_TOKEN` holds a secret as well. */
const toFault = (key: string, word: string, candidates: readonly string[]): Fault => ({
  key,
  value: '***',
  expected: `a plainsight setting; did you mean ${toNearest(word, candidates)}?`,
})

/** Not options: the telemetry of plainsight itself, and of other products, reads them in its own way. */
const telemetryVariables = ['PLAINSIGHT_TELEMETRY', 'PLAINSIGHT_TELEMETRY_DEBUG'] as const

const toKnownVariables = (): string[] => [
  ...telemetryVariables,
  configFileVariable.name,
  ...Object.values(tables).flatMap((table) => Object.values(table).flatMap((spec) => spec.env)),
]

/** Variables that begin with `PLAINSIGHT_` and set nothing. */
export const findUnknownVariables = (env: Readonly<Record<string, string | undefined>>): Fault[] => {
  const ours = Object.keys(env).filter((name) => name.startsWith(prefix))
  if (ours.length === 0) return []
  const known = toKnownVariables()
  const candidates = known.filter((name) => name.startsWith(prefix))
  return ours.filter((name) => !known.includes(name)).map((name) => toFault(name, name, candidates))
}

/**
 * Keys of code or file that set nothing. A key in the wrong group, or in none, is led to the right one.
 * @param name how the place is named in a fault, given the key
 */
export const findUnknownKeys = (input: Readonly<Record<string, unknown>>, name: (key: string) => string): Fault[] => {
  const all = Object.entries(tables).flatMap(([group, table]) => Object.keys(table).map((key) => `${group}.${key}`))
  return Object.entries(input).flatMap(([group, values]) => {
    const table = tables[group]
    if (!table) {
      const namesake = all.find((key) => key.endsWith(`.${group}`))
      return [toFault(name(group), group, namesake ? [namesake] : Object.keys(tables))]
    }
    return Object.keys((values ?? {}) as object)
      .filter((key) => !Object.hasOwn(table, key))
      .map((key) => {
        const namesake = all.find((candidate) => candidate.endsWith(`.${key}`))
        return toFault(name(`${group}.${key}`), `${group}.${key}`, namesake ? [namesake] : all)
      })
  })
}
