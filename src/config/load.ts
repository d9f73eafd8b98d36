import { type ConfigFile, type ConfigFileChoice, configFileVariable, loadConfigFile } from './config-file.ts'
import type { OptionSpec } from './option.ts'
import { type Fault, parseOption } from './parse.ts'
import { type Config, type Schema, schema } from './schema.ts'
import { findUnknownKeys, findUnknownVariables } from './unknown-names.ts'

/** Partial values by group, from code or flags. */
export type ConfigInput = { readonly [G in keyof Schema]?: { readonly [K in keyof Schema[G]]?: unknown } }

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process, as its children inherit it. */
export const readEnvironment = (): Environment => process.env

/** Where settings come from, highest precedence first. */
export type ConfigSources = {
  readonly code?: ConfigInput
  readonly flags?: ConfigInput
  /** Default: the environment of this process. */
  readonly env?: Environment
  /**
   * Default: the file that `PLAINSIGHT_CONFIG` names, else `plainsight.config.json` in the working folder. `false`:
   * none.
   */
  readonly file?: ConfigFile | false
  /** Where to read the file from instead. */
  readonly fileChoice?: ConfigFileChoice
}

/** Which source won an option, and the name it used there: a variable, a flag, a key. */
type Origin = { readonly source: 'code' | 'flag' | 'env' | 'file' | 'default'; readonly name: string }

export type LoadedConfig = {
  readonly config: Config
  /** All errors in all sources; each option concerned has the value of the next source, or its default. */
  readonly faults: readonly Fault[]
  /** By full key, `hub.port`. */
  readonly origins: Readonly<Record<string, Origin>>
  /** The configuration file that was read. */
  readonly file?: string
}

/** `dataDir` is `--data-dir` on the command line. */
export const toFlagName = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

type Group = keyof Schema
type Written = Origin & { readonly value: unknown }

const pick = (input: ConfigInput | undefined, group: Group, name: string): unknown =>
  (input?.[group] as Record<string, unknown> | undefined)?.[name]

/** All values written for one option, strongest first. An empty variable counts as not set. */
const findWritten = (group: Group, name: string, spec: OptionSpec, sources: ConfigSources): Written[] => {
  const file = sources.file || undefined
  const written: Written[] = [
    { source: 'code', name: `${group}.${name}`, value: pick(sources.code, group, name) },
    { source: 'flag', name: `--${toFlagName(name)}`, value: pick(sources.flags, group, name) },
  ]
  for (const key of spec.env) written.push({ source: 'env', name: key, value: sources.env?.[key] || undefined })
  const inFile = pick(file?.content as ConfigInput | undefined, group, name)
  written.push({ source: 'file', name: `${group}.${name} in ${file?.path}`, value: inFile })
  return written
}

const resolveOption = (
  group: Group,
  name: string,
  spec: OptionSpec,
  sources: ConfigSources,
  faults: Fault[],
): { readonly value: unknown; readonly origin: Origin } => {
  for (const { source, name: key, value } of findWritten(group, name, spec, sources)) {
    if (value === undefined) continue
    const parsed = parseOption(spec, key, value)
    if (parsed.fault) faults.push(parsed.fault)
    if (parsed.value !== undefined) return { value: parsed.value, origin: { source, name: key } }
  }
  return { value: spec.default, origin: { source: 'default', name: '' } }
}

const isGroups = (content: unknown): content is Record<string, unknown> =>
  typeof content === 'object' &&
  content !== null &&
  !Array.isArray(content) &&
  Object.entries(content).every(([key, group]) => key.startsWith('$') || (typeof group === 'object' && group !== null))

/** Checks the names of code and file, and drops a file that does not consist of groups. */
const checkNames = (sources: ConfigSources, faults: Fault[]): ConfigSources => {
  const { code, env, file } = sources
  if (code) faults.push(...findUnknownKeys(code, (key) => key))
  if (env) faults.push(...findUnknownVariables(env))
  if (!file) return sources
  if (!isGroups(file.content)) {
    const expected = 'an object of groups: { "otel": {}, "agent": {}, "hub": {} }'
    faults.push({ key: file.path, value: JSON.stringify(file.content).slice(0, 80), expected })
    return { ...sources, file: false }
  }
  const { $schema: _, ...content } = file.content
  faults.push(...findUnknownKeys(content, (key) => `${key} in ${file.path}`))
  return sources
}

const completeSources = (sources: ConfigSources, faults: Fault[]): ConfigSources => {
  const env = sources.env ?? readEnvironment()
  if (sources.file !== undefined) return checkNames({ ...sources, env }, faults)
  const named = env[configFileVariable.name]
  const choice = sources.fileChoice ?? (named ? { path: named, setBy: configFileVariable.name } : undefined)
  const { file, fault } = loadConfigFile(choice)
  if (fault) faults.push(fault)
  return checkNames({ ...sources, env, file: file ?? false }, faults)
}

/**
 * Reads every option from code, flags, environment and file, in that order of precedence, else its default.
 * Never throws: an invalid value is reported in `faults` and ignored. The result is frozen.
 */
export const loadConfig = (given: ConfigSources = {}): LoadedConfig => {
  const faults: Fault[] = []
  const origins: Record<string, Origin> = {}
  const sources = completeSources(given, faults)
  const groups = Object.entries(schema).map(([group, table]) => {
    const values = Object.entries(table).map(([name, spec]) => {
      const { value, origin } = resolveOption(group as Group, name, spec, sources, faults)
      origins[`${group}.${name}`] = origin
      return [name, value]
    })
    return [group, Object.freeze(Object.fromEntries(values))]
  })
  const config = Object.freeze(Object.fromEntries(groups)) as Config
  return sources.file ? { config, faults, origins, file: sources.file.path } : { config, faults, origins }
}
