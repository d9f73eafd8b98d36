import { toFaultLine } from '../config/config-error.ts'
import type { OptionTable } from '../config/option.ts'
import { schema } from '../config/schema.ts'
import { toShown } from '../config/show-value.ts'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { configFlag, readSettings, type Settings } from './load-settings.ts'
import { toTable } from './print-table.ts'

type Shown = {
  readonly key: string
  readonly value: string
  readonly source: string
  /** Its name in that source: a variable, a flag, or key and file. */
  readonly from: string
  readonly env: readonly string[]
}

const toShownSettings = ({ config, origins }: Settings): Shown[] =>
  Object.entries(schema as Readonly<Record<string, OptionTable>>).flatMap(([group, table]) =>
    Object.entries(table).map(([name, spec]) => {
      const key = `${group}.${name}`
      const value = (config as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[group]?.[name]
      const { source, name: from } = origins[key]!
      return { key, value: toShown(spec, value), source, from, env: spec.env }
    }),
  )

export const envCommand: Command = {
  name: 'env',
  summary: 'Show every setting with its value, source and variable',
  flags: {
    ...configFlag,
    set: { type: 'boolean', description: 'Only settings that are explicitly set.' },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  examples: [
    ['plainsight env', 'all settings, with secrets masked'],
    ['plainsight env --set', 'only those that are explicitly set'],
    ['plainsight env --json', 'for scripts'],
  ],
  async run(flags) {
    const settings = readSettings(flags)
    const all = toShownSettings(settings)
    const shown = flags.set ? all.filter(({ source }) => source !== 'default') : all
    if (flags.json) {
      console.log(JSON.stringify({ file: settings.file ?? null, settings: shown, faults: settings.faults }, null, 2))
    } else {
      const rows = shown.map(({ key, value, source, from, env }) => [
        key,
        env.join(', '),
        value || '(not set)',
        from || source,
      ])
      console.log(toTable([['SETTING', 'VARIABLE', 'VALUE', 'FROM'], ...rows]))
      for (const fault of settings.faults) console.error(`plainsight: ${toFaultLine(fault)}`)
    }
    return settings.faults.length > 0 ? exitCodes.usage : exitCodes.ok
  },
}
