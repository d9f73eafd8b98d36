import { composeRequest, toRequestText } from './compose-request.ts'
import { type Context, readContext } from './context.ts'
import { loadId, readId, toFingerprint } from './fingerprint.ts'
import type { Settings } from './options.ts'
import { findDue, loadMarker, type Ping, type PingName } from './pings.ts'
import type { TelemetryRequest } from './send-request.ts'

/** What would be sent. */
export type Preview = {
  readonly ping: PingName
  readonly request: TelemetryRequest
  /** The request as text. */
  readonly text: string
  /** The salt could not be stored: a ping would have another id, and none would be sent. */
  readonly isExample: boolean
}

const toPing = ({ files, settings }: Context, name: PingName | undefined): Ping => {
  const marker = files && loadMarker(files)
  const due = findDue(marker, settings.version)
  if (typeof due === 'object' && (name === undefined || name === due.name)) return due
  if (name !== 'update') return { name: name ?? 'health' }
  const earlier = typeof marker === 'object' ? marker.versions : []
  const previousVersion = earlier.filter((version) => version !== settings.version).at(-1)
  return { name, ...(previousVersion !== undefined && { previousVersion }) }
}

const findId = ({ settings, env, files }: Context): string | undefined => {
  try {
    return files ? loadId(settings.product, env, files) : readId(settings.product, env, files)?.id
  } catch {
    return undefined
  }
}

/**
 * The next ping, or the named one, as it would be sent. Stores the salt when there is none yet, so that the id is the
 * one that would be sent.
 * @throws Error when `collect` throws or returns what is not declared
 */
export const preview = (settings: Settings, name?: PingName): Preview => {
  const context = readContext(settings)
  const ping = toPing(context, name)
  const id = findId(context)
  const request = composeRequest(settings, context.target, ping, id ?? toFingerprint('example', settings.product))
  return { ping: ping.name, request, text: toRequestText(request), isExample: id === undefined }
}
