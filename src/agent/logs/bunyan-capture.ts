import { toEpoch } from '../clock.ts'
import type { AgentContext } from '../context.ts'
import { currentRequest, toFlagsText } from '../current-request.ts'
import { hookModule } from '../modules/hook-module.ts'
import { isInRange } from '../modules/versions.ts'
import { type RequestContext, toWho } from '../request-context.ts'
import type { EmitLog } from './log-record.ts'
import { quietly } from './quiet.ts'
import { toNumberedSeverity } from './severity.ts'

type Line = Record<string, unknown>
type Logger = { _emit(line: Line, noEmit?: boolean): unknown }

const scope = { name: 'bunyan' }
const skip: ReadonlySet<string> = new Set([
  'v',
  'level',
  'hostname',
  'pid',
  'time',
  'msg',
  'trace_id',
  'span_id',
  'trace_flags',
])

/** Adds ids to the lines of bunyan and sends them. bunyan creates a record for each line, so fields can be added. */
export const captureBunyan = (context: AgentContext, emit: EmitLog): void =>
  hookModule(context, 'bunyan', ({ exports, version }) => {
    const { prototype } = exports as { readonly prototype: Logger }
    if (isInRange(version, '>=1 <3')) patchLogger(prototype, emit)
  })

const patchLogger = (prototype: Logger, emit: EmitLog): void => {
  const write = prototype._emit
  prototype._emit = function (this: Logger, line, noEmit) {
    // With `noEmit`, bunyan only formats the text, for a DTrace probe.
    if (noEmit) return write.call(this, line, noEmit)
    const ids = currentRequest()
    if (ids !== undefined) addIds(line, ids)
    const level = Number(line.level)
    emit({
      scope,
      time: toEpoch(performance.now()),
      severity: toNumberedSeverity(level, undefined),
      body: String(line.msg ?? ''),
      ids,
      fields: line,
      skip,
    })
    return quietly(() => write.call(this, line, noEmit))
  }
}

/** A field that the app sets itself is not overwritten. */
const addIds = (line: Line, ids: RequestContext): void => {
  if (!('trace_id' in line)) {
    line.trace_id = ids.traceId
    line.span_id = ids.spanId
    line.trace_flags = toFlagsText(ids)
  }
  if (ids.requestId !== undefined && !('request_id' in line)) line.request_id = ids.requestId
  for (const [name, id] of Object.entries(toWho(ids))) if (!(name in line)) line[name] = id
}
