import { loadConsent } from './consent.ts'
import { type FieldTable, toStandardFields } from './fields.ts'
import type { Settings } from './options.ts'
import { findTarget, type Target } from './receiver.ts'
import { type Decision, decide } from './rules.ts'
import { findStateFolder } from './state-folder.ts'
import { createStoredFiles, type StoredFiles } from './stored-files.ts'

/** The context of one call, read at its start, because environment and files may have changed since the last one. */
export type Context = {
  readonly settings: Settings
  readonly env: ReturnType<Settings['readEnv']>
  /** `undefined` for a user without a home. */
  readonly files: StoredFiles | undefined
  readonly target: Target | undefined
  readonly decision: Decision
  /** All that a ping may hold. */
  readonly fields: FieldTable
}

export const readContext = (settings: Settings): Context => {
  const env = settings.readEnv()
  const folder = settings.stateFolder ?? findStateFolder(settings.product, env)
  const files = folder === undefined ? undefined : createStoredFiles(folder)
  const target = findTarget(settings.receiver, env)
  const fields = { ...toStandardFields(settings.product), ...settings.fields }
  const decision = decide({
    env,
    variable: settings.variable,
    consent: files && loadConsent(files),
    fieldNames: Object.keys(fields),
    receiver: target?.origin,
  })
  return { settings, env, files, target, decision, fields }
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== '0'

/** Whether pings are printed instead of sent. */
export const isDebug = ({ env, settings }: Context): boolean =>
  isSet(env.PLAINSIGHT_TELEMETRY_DEBUG) || isSet(env[`${settings.variable}_DEBUG`])
