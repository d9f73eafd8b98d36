import type { OptionSpec } from './option.ts'
import { type Fault, parseOption } from './parse.ts'
import { type Config, type Schema, schema } from './schema.ts'

/** Partial values by group, as code, flags or a file give them. */
export type ConfigInput = { readonly [G in keyof Schema]?: { readonly [K in keyof Schema[G]]?: unknown } }

export type ConfigSources = {
  readonly code?: ConfigInput
  readonly flags?: ConfigInput
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly file?: ConfigInput
}

export type LoadedConfig = { readonly config: Config; readonly faults: readonly Fault[] }

type Written = { readonly key: string; readonly value: unknown }

const written = (group: keyof Schema, name: string, spec: OptionSpec, sources: ConfigSources): Written[] => {
  const pick = (input: ConfigInput | undefined): unknown =>
    (input?.[group] as Record<string, unknown> | undefined)?.[name]
  const env = spec.env.map((key) => ({ key, value: sources.env?.[key] || undefined }))
  const key = `${group}.${name}`
  return [
    { key, value: pick(sources.code) },
    { key, value: pick(sources.flags) },
    ...env,
    { key, value: pick(sources.file) },
  ]
}

const resolve = (
  group: keyof Schema,
  name: string,
  spec: OptionSpec,
  sources: ConfigSources,
  faults: Fault[],
): unknown => {
  for (const { key, value } of written(group, name, spec, sources)) {
    if (value === undefined) continue
    const parsed = parseOption(spec, key, value)
    if ('value' in parsed) return parsed.value
    faults.push(parsed.fault)
  }
  return spec.default
}

/**
 * Reads every option from code, flags, environment and file, in that order of precedence, else its default.
 * Never throws: a bad value is reported in `faults` and passed over. The result is frozen.
 */
export const loadConfig = (sources: ConfigSources = { env: process.env }): LoadedConfig => {
  const faults: Fault[] = []
  const groups = Object.entries(schema).map(([group, table]) => {
    const values = Object.entries(table).map(([name, spec]) => [
      name,
      resolve(group as keyof Schema, name, spec, sources, faults),
    ])
    return [group, Object.freeze(Object.fromEntries(values))]
  })
  return { config: Object.freeze(Object.fromEntries(groups)) as Config, faults }
}
