import { serverSpan } from '../current-request.ts'
import type { LogRecord } from '../logs/log-record.ts'
import { subjectOf } from '../server/to-subject.ts'
import type { Sink } from '../sinks/sink.ts'
import type { Ignore, Ignores } from './ignore.ts'
import type { Subject } from './patterns.ts'

/** The sinks without the ignored log records and events. Without rules, the same sinks are returned. */
export const withoutIgnored = (sinks: Sink, { logs, events }: Ignore): Sink =>
  logs === undefined && events === undefined
    ? sinks
    : { ...sinks, log: without(sinks.log, logs), event: without(sinks.event, events) }

type Take = (record: LogRecord) => void

const without = (take: Take | undefined, ignores: Ignores | undefined): Take | undefined => {
  if (take === undefined || ignores === undefined) return take
  return (record) => {
    if (!ignores(toSubject(record))) take(record)
  }
}

/** A record belongs to the request in which it is written. */
const toSubject = ({ eventName }: LogRecord): Subject => {
  const span = serverSpan()
  return { ...(span && subjectOf(span)), event: eventName }
}
