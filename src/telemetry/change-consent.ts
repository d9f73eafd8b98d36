import { saveConsent } from './consent.ts'
import { type Context, readContext } from './context.ts'
import { saltFile } from './fingerprint.ts'
import type { Settings } from './options.ts'
import { markerFile } from './pings.ts'
import { readStatus, type Status } from './status.ts'
import type { StoredFiles } from './stored-files.ts'

const withFiles = (settings: Settings, change: (files: StoredFiles, context: Context) => void): Status => {
  const context = readContext(settings)
  const { files } = context
  if (!files) throw new Error('There is no place to keep the decision: this user has no home folder')
  try {
    change(files, context)
  } catch (error) {
    throw new Error(`${files.folder} cannot be changed: ${(error as Error).message}`, { cause: error })
  }
  return readStatus(settings)
}

/** The next ping has a new id, like that of a new installation. */
const forgetId = (files: StoredFiles): void => files.remove(saltFile, markerFile)

/**
 * Stores the decision. A refusal also removes salt and marker, since the id is no longer needed.
 * @throws Error when it cannot be stored
 */
export const storeDecision = (settings: Settings, enabled: boolean): Status =>
  withFiles(settings, (files, { fields, target }) => {
    const receiver = target && { receiver: target.origin }
    saveConsent(files, { enabled, at: new Date().toISOString(), fields: Object.keys(fields), ...receiver })
    if (!enabled) forgetId(files)
  })

/**
 * Removes salt and marker. The decision stays.
 * @throws Error when they cannot be removed
 */
export const resetId = (settings: Settings): Status => withFiles(settings, forgetId)
