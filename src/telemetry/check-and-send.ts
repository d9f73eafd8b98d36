import { composeRequest, RefusedFields, toRequestText } from './compose-request.ts'
import { type Context, isDebug, readContext } from './context.ts'
import { loadId } from './fingerprint.ts'
import type { Settings } from './options.ts'
import { findDue, loadMarker, type Ping, type PingName, saveMarker } from './pings.ts'
import { sendRequest, type TelemetryRequest } from './send-request.ts'
import type { StoredFiles } from './stored-files.ts'

/** The result of a check. */
export type CheckResult = {
  /** The ping that is being sent, or was printed. */
  readonly ping?: PingName
  readonly outcome:
    | 'sent'
    /** `PLAINSIGHT_TELEMETRY_DEBUG` is set. */
    | 'printed'
    | 'off'
    | 'no-receiver'
    | 'not-due'
    /** Another process is checking. */
    | 'busy'
    /** The marker could not be written, so nothing was sent. */
    | 'not-writable'
    /** `collect` returned a field that is not declared. */
    | 'refused'
    /** `collect` threw, or the process could not be started. */
    | 'failed'
  /** Set if the outcome is an error. */
  readonly message?: string
}

type Claim = { readonly ping: Ping; readonly request: TelemetryRequest }

const versionsOf = (marker: ReturnType<typeof loadMarker>): readonly string[] =>
  marker === undefined || marker === 'damaged' ? [] : marker.versions

/**
 * Decides again under the lock, and stores the marker before the ping is sent: it is sent at most once, whatever
 * happens afterwards.
 */
const claim = ({ settings, env, files, target }: Context & { files: StoredFiles }): Claim | 'not-due' => {
  const marker = loadMarker(files)
  const due = findDue(marker, settings.version)
  if (due === undefined) return 'not-due'
  const id = loadId(settings.product, env, files)
  const save = (): void => saveMarker(files, { earlier: versionsOf(marker), id, version: settings.version })
  if (due === 'settle') {
    save()
    return 'not-due'
  }
  const request = composeRequest(settings, target, due, id)
  save()
  return { ping: due, request }
}

const print = ({ settings, env, files, target }: Context & { files: StoredFiles }): CheckResult => {
  const due = findDue(loadMarker(files), settings.version)
  if (due === undefined || due === 'settle') return { outcome: 'not-due' }
  const request = composeRequest(settings, target, due, loadId(settings.product, env, files))
  process.stderr.write(`${settings.product}: telemetry, printed instead of sent:\n${toRequestText(request)}`)
  return { ping: due.name, outcome: 'printed' }
}

const send = (context: Context & { files: StoredFiles }): CheckResult => {
  const { settings, env, files } = context
  if (findDue(loadMarker(files), settings.version) === undefined) return { outcome: 'not-due' }
  const claimed = files.alone(() => claim(context))
  if (claimed === undefined) return { outcome: 'busy' }
  if (claimed === 'not-due') return { outcome: 'not-due' }
  sendRequest(claimed.request, env)
  return { ping: claimed.ping.name, outcome: 'sent' }
}

const check = (context: Context, handle: typeof send): CheckResult => {
  const { decision, target, files } = context
  if (!decision.enabled) return { outcome: 'off' }
  if (!target) return { outcome: 'no-receiver' }
  if (!files) return { outcome: 'not-writable', message: 'this user has no home folder' }
  return handle({ ...context, files })
}

const checkAndPrint = (context: Context): CheckResult => {
  const result = check(context, print)
  if (result.outcome !== 'printed')
    process.stderr.write(`${context.settings.product}: telemetry, nothing to send: ${result.outcome}\n`)
  return result
}

const notWritable = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOENT', 'ENOTDIR', 'EDQUOT', 'ERR_ACCESS_DENIED']

const toFault = (error: unknown): CheckResult => {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (error instanceof RefusedFields) return { outcome: 'refused', message }
  return { outcome: notWritable.includes(code) ? 'not-writable' : 'failed', message }
}

/** Starts to send the ping that is due, if any. Never throws. */
export const checkAndSend = (settings: Settings): CheckResult => {
  try {
    const context = readContext(settings)
    return isDebug(context) ? checkAndPrint(context) : check(context, send)
  } catch (error) {
    return toFault(error)
  }
}
