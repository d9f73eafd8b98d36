import { type ApiKeys, createApiKeys } from './api-keys.ts'
import { openControlFile } from './control-file.ts'
import { createSessions, type Sessions } from './sessions.ts'

/** What the hub itself has to remember, outside of the store, where no SQL of users reaches it. */
export type Control = {
  readonly keys: ApiKeys
  readonly sessions: Sessions
  close(): void
}

/** Opens what a data folder's control file holds. @throws PlainsightError `CONTROL_VERSION`, `CONTROL_UNUSABLE` */
export const openControl = (dataDir: string): Control => {
  const file = openControlFile(dataDir)
  return { keys: createApiKeys(file), sessions: createSessions(file), close: () => file.close() }
}
