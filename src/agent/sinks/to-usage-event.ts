import { randomUUID } from 'node:crypto'
import type { Config } from '../../config/schema.ts'
import { scrubText } from '../../privacy/text/scrub.ts'
import { serverSpan } from '../current-request.ts'
import { toLogAttributes, toLogLimits } from '../logs/log-fields.ts'
import type { LogRecord } from '../logs/log-record.ts'
import type { ResourceAttributes } from '../resource.ts'
import { toPath } from '../server/encode.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { createToPrivate } from './private-value.ts'
import type { UsageEvent } from './usage-event.ts'

/** Attributes of an event that have a field of their own. */
const pathName = 'url.path'
const referrerName = 'http.request.header.referer'

/** Makes plain data of an event. To be called when the event happens: it looks at the current request. */
export type ToUsageEvent = (record: LogRecord) => UsageEvent

/** All sinks get the same frozen object, made once. */
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
  const request = serverSpan()
  return defined({
    id: toId(time),
    event: eventName,
    time: new Date(time).toISOString(),
    user: scrubbed(toText(user)),
    session: scrubbed(toText(session)),
    path: withoutQuery(toText(path) ?? pathOf(request)),
    referrer: withoutQuery(toText(referrer) ?? referrerOf(request)),
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

const pathOf = (span: ServerSpan | undefined): string | undefined => {
  if (span === undefined) return undefined
  return span.request === undefined ? span.path : toPath(span.request)
}

const referrerOf = (span: ServerSpan | undefined): string | undefined => toText(span?.request?.headers.referer)

const scrubbed = (text: string | undefined): string | undefined => text && scrubText(text).text

/** A path or URL without user, query and fragment, secrets in it taken out. */
const withoutQuery = (url: string | undefined): string | undefined => {
  return scrubbed(url?.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1'))
}

const toText = (value: unknown): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value)

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
