import type { ArgsDef } from 'citty'
import { hubOptions } from '../config/hub-options.ts'
import { type ConfigInput, toFlagName } from '../config/load.ts'
import type { OptionSpec, OptionTable } from '../config/option.ts'
import type { Flags } from './command.ts'

const table: OptionTable = hubOptions

const toFlag = (spec: OptionSpec): ArgsDef[string] => ({
  type: spec.type === 'boolean' ? 'boolean' : 'string',
  description: spec.doc,
  ...(spec.default === true && { negativeDescription: 'The opposite.' }),
  ...(spec.type !== 'boolean' && { valueHint: spec.values?.join('|') ?? spec.unit ?? spec.type }),
})

/** Options of the hub as flags, straight from their table. Secrets have none: a command line is seen by everyone on the machine. */
export const hubFlags = (names: readonly string[] = Object.keys(table)): ArgsDef =>
  Object.fromEntries(
    names.filter((name) => !table[name]?.secret).map((name) => [toFlagName(name), toFlag(table[name]!)]),
  )

/** What was said by flags, as a source of the configuration. */
export const toHubInput = (flags: Flags): ConfigInput => ({
  hub: Object.fromEntries(Object.keys(table).map((name) => [name, flags[toFlagName(name)]])),
})
