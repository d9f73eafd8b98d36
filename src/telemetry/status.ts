import { type Context, readContext } from './context.ts'
import type { FieldTable } from './fields.ts'
import { readId } from './fingerprint.ts'
import type { Settings } from './options.ts'
import { loadMarker } from './pings.ts'
import type { Decision } from './rules.ts'

/** Whether telemetry is on and why, and everything that is stored for it. */
export type Status = Decision & {
  readonly product: string
  readonly version: string
  /** Scheme, host and port of the receiver. Without one nothing is sent, whatever the rules say. */
  readonly receiver?: string
  /** Why there is none, although one is set. */
  readonly receiverFault?: string
  /** The fingerprint, unless there is no salt yet. */
  readonly id?: string
  readonly saltFrom?: 'TELE_SALT' | 'file'
  /** Folder of salt, consent and marker. */
  readonly stateFolder?: string
  /** The last ping, as ISO 8601. */
  readonly lastPingAt?: string
  /** The next health ping is not sent before this time, as ISO 8601. */
  readonly nextHealthAt?: string
  /** All fields that a ping may contain. */
  readonly fields: FieldTable
}

const toReceiver = ({ settings, env, target }: Context): Pick<Status, 'receiver' | 'receiverFault'> => {
  if (target) return { receiver: target.origin }
  if (settings.receiver !== undefined || !env.POSTHOG_API_KEY) return {}
  // Its value is not repeated: it may have a password in it.
  return { receiverFault: 'POSTHOG_HOST must be an https:// URL without name and password' }
}

const toTimes = ({ files }: Context): Pick<Status, 'lastPingAt' | 'nextHealthAt'> => {
  const marker = files && loadMarker(files)
  return typeof marker === 'object' ? { lastPingAt: marker.at, nextHealthAt: marker.nextHealthAt } : {}
}

/** Reads the status. Writes nothing. */
export const readStatus = (settings: Settings): Status => {
  const context = readContext(settings)
  return {
    product: settings.product,
    version: settings.version,
    ...context.decision,
    ...toReceiver(context),
    ...readId(settings.product, context.env, context.files),
    ...(context.files && { stateFolder: context.files.folder }),
    ...toTimes(context),
    fields: context.fields,
  }
}
