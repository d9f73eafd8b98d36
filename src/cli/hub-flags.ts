import { hubOptions } from '../config/hub-options.ts'
import { type ConfigInput, toFlagName } from '../config/load.ts'
import type { OptionSpec, OptionTable } from '../config/option.ts'
import { toShown } from '../config/show-value.ts'
import type { Flag, Flags, FlagTable } from './command.ts'

const table: OptionTable = hubOptions

const toFlag = (spec: OptionSpec): Flag => {
  const initial = toShown(spec, spec.default)
  return {
    type: spec.type === 'boolean' ? 'boolean' : 'string',
    description: spec.doc,
    valueName: spec.values?.join('|') ?? spec.unit ?? spec.type,
    ...(initial && { default: initial }),
    env: spec.env,
  }
}

/** Options of the hub as flags. Secrets have none: everyone on the machine can see a command line. */
export const hubFlags = (names: readonly string[] = Object.keys(table)): FlagTable =>
  Object.fromEntries(
    names.filter((name) => !table[name]?.secret).map((name) => [toFlagName(name), toFlag(table[name]!)]),
  )

/** Flags that were given, as a source of the configuration. */
export const toHubInput = (flags: Flags): ConfigInput => ({
  hub: Object.fromEntries(Object.keys(table).map((name) => [name, flags[toFlagName(name)]])),
})
