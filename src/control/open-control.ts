import { type ApiKeys, createApiKeys } from './api-keys.ts'
import { openControlFile } from './control-file.ts'
import { createSessions, type Sessions } from './sessions.ts'

/** The hub's own state, outside the store, where no SQL of users can reach it. */
export type Control = {
  readonly keys: ApiKeys
  readonly sessions: Sessions
  close(): void
}

/** Opens the control file of a data folder. @throws PlainsightError `CONTROL_VERSION`, `CONTROL_UNUSABLE` */
export const openControl = (dataDir: string): Control => {
  const file = openControlFile(dataDir)
  return { keys: createApiKeys(file), sessions: createSessions(file), close: () => file.close() }
}
