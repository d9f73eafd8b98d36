import { toConfigError, toFaultLine } from '../config/config-error.ts'
import { configFileName, configFileVariable } from '../config/config-file.ts'
import { type Environment, type LoadedConfig, loadConfig, readEnvironment } from '../config/load.ts'
import type { Fault } from '../config/parse.ts'
import type { Flags, FlagTable } from './command.ts'
import { toHubInput } from './hub-flags.ts'

/** Flag of every command that reads settings. */
export const configFlag: FlagTable = {
  config: {
    type: 'string',
    valueName: 'path',
    description: 'Configuration file.',
    default: `${configFileName} in this folder`,
    env: [configFileVariable.name],
  },
}

/** The configuration, and the environment that passes it on to child processes. */
export type Settings = LoadedConfig & { readonly env: Environment }

/** Reads the settings, and leaves faults to the caller. */
export const readSettings = (flags: Flags): Settings => {
  const env = readEnvironment()
  const fileChoice = typeof flags.config === 'string' ? { path: flags.config, setBy: '--config' } : undefined
  const loaded = loadConfig({ flags: toHubInput(flags), env, ...(fileChoice && { fileChoice }) })
  return { ...loaded, env: loaded.file ? { ...env, [configFileVariable.name]: loaded.file } : env }
}

/**
 * Variables of OpenTelemetry are often for other programs; the specification requires a warning for an invalid one, and
 * to ignore it.
 */
const isForeign = ({ key }: Fault): boolean => key.startsWith('OTEL_')

/** @throws PlainsightError `CONFIG_INVALID` with all faults */
export const loadSettings = (flags: Flags): Settings => {
  const settings = readSettings(flags)
  for (const fault of settings.faults.filter(isForeign)) console.error(`plainsight: ignored: ${toFaultLine(fault)}`)
  const faults = settings.faults.filter((fault) => !isForeign(fault))
  if (faults.length > 0) throw toConfigError(faults)
  return settings
}
