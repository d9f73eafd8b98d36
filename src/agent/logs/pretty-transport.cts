/**
 * pino-pretty prints each field on its own line: the ids would add four lines to each record. Like the text output of
 * other loggers, its output is left unchanged. CommonJS, because the hook runs it in threads that load nothing else of
 * ours.
 */
type Target = { readonly target?: unknown; options?: Options }
type Options = Record<string, unknown>
type Transport = {
  readonly filename?: unknown
  readonly workerData?: Options & { readonly targets?: unknown; readonly pipelines?: unknown }
}

const ids = 'trace_id,span_id,trace_flags,request_id'
/** What pino-pretty ignores by default. */
const usual = 'hostname'

const isPretty = (target: unknown): boolean =>
  typeof target === 'string' && /[\\/]pino-pretty[\\/]|^pino-pretty$/.test(target)

/** An app that selects fields by name may select the ids. */
const choosesIds = ({ include, messageFormat }: Options): boolean =>
  include !== undefined || (typeof messageFormat === 'string' && /trace_id|span_id|request_id/.test(messageFormat))

const leaveOut = (options: Options): void => {
  const { ignore = usual } = options
  if (typeof ignore === 'string' && !choosesIds(options)) options.ignore = ignore === '' ? ids : `${ignore},${ids}`
}

const toTargets = (value: unknown): readonly Target[] => (Array.isArray(value) ? (value.flat() as Target[]) : [])

/** Configures the pino-pretty of a transport thread to omit the ids, through the `workerData` of the thread. */
const leaveIdsOut = ({ filename, workerData }: Transport): void => {
  if (workerData === undefined) return
  if (isPretty(filename)) leaveOut(workerData)
  for (const target of [...toTargets(workerData.targets), ...toTargets(workerData.pipelines)]) {
    if (!isPretty(target.target)) continue
    target.options ??= {}
    leaveOut(target.options)
  }
}

module.exports = { leaveIdsOut }
