import { randomUUID } from 'node:crypto'
import type { Config } from '../../config/schema.ts'
import { scrubText } from '../../privacy/text/scrub.ts'
import { serverSpan } from '../current-request.ts'
import { toLogAttributes, toLogLimits } from '../logs/log-fields.ts'
import type { LogRecord } from '../logs/log-record.ts'
import type { ResourceAttributes } from '../resource.ts'
import { pageOf, withoutQuery } from '../usage/page-of.ts'
import { createToPrivate } from './private-value.ts'
import type { UsageEvent } from './usage-event.ts'

/** Attributes of an event that have a field of their own. */
const pathName = 'url.path'
const referrerName = 'http.request.header.referer'

/** Converts an event to plain data. Must be called when the event happens, because it uses the current request. */
export type ToUsageEvent = (record: LogRecord) => UsageEvent

/** All sinks get the same frozen object, created once. */
export const createToUsageEvent = (config: Config, resource: () => ResourceAttributes): ToUsageEvent => {
  const limits = toLogLimits(config.otel)
  const toPrivate = createToPrivate(config.hub.deniedKeys)
  let last: { readonly record: LogRecord; readonly event: UsageEvent } | undefined
  let app: UsageEvent['app'] | undefined
  return (record) => {
    if (last?.record === record) return last.event
    app ??= toApp(resource())
    const { properties, ...fields } = toFields(record, toLogAttributes(record, limits))
    const event: UsageEvent = Object.freeze({ ...fields, app, properties: toPrivate(properties) })
    last = { record, event }
    return event
  }
}

const toFields = (
  { eventName = '', time, ids }: LogRecord,
  attributes: Record<string, unknown>,
): Omit<UsageEvent, 'app'> => {
  const {
    'user.id': user,
    'session.id': session,
    [pathName]: path,
    [referrerName]: referrer,
    request_id: _,
    ...properties
  } = attributes
  const page = pageOf(serverSpan())
  return defined({
    id: toId(time),
    event: eventName,
    time: new Date(time).toISOString(),
    user: scrubbed(toText(user)),
    session: scrubbed(toText(session)),
    path: scrubbed(withoutQuery(toText(path)) ?? page.path),
    referrer: scrubbed(withoutQuery(toText(referrer)) ?? page.referrer),
    traceId: ids?.traceId,
    spanId: ids?.spanId,
    properties,
  })
}

const toApp = (resource: ResourceAttributes): UsageEvent['app'] =>
  Object.freeze(
    defined({
      name: String(resource['service.name']),
      version: toText(resource['service.version']),
      environment: toText(resource['deployment.environment.name']),
    }),
  )

/** An id that sorts by time. @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
const toId = (time: number): string => {
  const stamp = Math.floor(time).toString(16).padStart(12, '0')
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${randomUUID().slice(15)}`
}

const scrubbed = (text: string | undefined): string | undefined => text && scrubText(text).text

const toText = (value: unknown): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value)

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
