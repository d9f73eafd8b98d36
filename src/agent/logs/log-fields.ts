import type { Config } from '../../config/schema.ts'
import { isDeniedKey } from '../../privacy/denied-keys.ts'
import { redacted, redactText } from '../../privacy/redact-text.ts'
import { redactValue } from '../../privacy/redact-value.ts'
import { type RequestContext, toWho } from '../request-context.ts'
import type { LogRecord } from './log-record.ts'

export type LogLimits = { readonly attributes: number; readonly length: number }

/** Limits of `OTEL_LOGRECORD_*`, else the general ones. */
export const toLogLimits = (config: Config['otel']): LogLimits => ({
  attributes: config.logRecordAttributeCountLimit ?? config.attributeCountLimit,
  length: config.logRecordAttributeValueLengthLimit ?? config.attributeValueLengthLimit ?? Number.POSITIVE_INFINITY,
})

/** Attributes of a record so far: written, and dropped because of the limit. */
export type FieldCount = { written: number; dropped: number }

/** Adds an attribute whose value has no secrets. */
export type PutField<T> = (target: T, key: string, value: unknown) => void

/** Adds fields to a target as attributes: without secrets, errors as `exception.*`, up to the limit. */
export const putFields = <T>(
  target: T,
  put: PutField<T>,
  fields: object,
  { skip, ids }: Pick<LogRecord, 'skip'> & { readonly ids?: LogRecord['ids'] },
  limits: LogLimits,
  count: FieldCount,
): void => {
  for (const key of Object.keys(fields)) {
    if (skip?.has(key) || (ids !== undefined && isId(key, ids))) continue
    const value = readField(fields, key)
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue
    if (count.written >= limits.attributes) {
      count.dropped++
      continue
    }
    count.written++
    putField(target, put, key, value, limits)
  }
}

/** Whether a field is already written from the ids of the request. */
const isId = (key: string, ids: RequestContext): boolean =>
  (key === 'request_id' && ids.requestId !== undefined) ||
  (key === 'user.id' && ids.userId !== undefined) ||
  (key === 'session.id' && ids.sessionId !== undefined)

/** All attributes of a record, as an object. */
export const toLogAttributes = (record: LogRecord, limits: LogLimits): Record<string, unknown> => {
  const attributes: Record<string, unknown> = {}
  const count: FieldCount = { written: 0, dropped: 0 }
  const put: PutField<Record<string, unknown>> = (target, key, value) => {
    target[key] = value
  }
  if (record.bindings) putFields(attributes, put, record.bindings, {}, limits, count)
  if (record.fields) putFields(attributes, put, record.fields, record, limits, count)
  if (record.ids?.requestId !== undefined) attributes.request_id = record.ids.requestId
  if (record.ids !== undefined && record.eventName === undefined) Object.assign(attributes, toWho(record.ids))
  return attributes
}

/** A getter of the app may throw. */
const readField = (fields: object, key: string): unknown => {
  try {
    return (fields as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

const putField = <T>(target: T, put: PutField<T>, key: string, value: unknown, limits: LogLimits): void => {
  if ((key === 'err' || key === 'error') && isErrorLike(value)) {
    putError(target, put, key, value, limits)
    return
  }
  const clean = isDeniedKey(key) ? redacted : redactValue(value)
  put(target, key, typeof clean === 'string' ? clean.slice(0, limits.length) : clean)
}

type ErrorLike = {
  readonly message?: unknown
  readonly stack?: unknown
  readonly type?: unknown
  readonly name?: unknown
}

const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && ('stack' in value || value instanceof Error) && 'message' in value

/**
 * `exception.*` as the semantic conventions name it; other properties of the error (code, status …) are added under its
 * key.
 */
const putError = <T>(target: T, put: PutField<T>, key: string, error: ErrorLike, limits: LogLimits): void => {
  const putText = (name: string, value: unknown): void => {
    if (typeof value === 'string' && value !== '') put(target, name, redactText(value).slice(0, limits.length))
  }
  putText('exception.type', error.type ?? error.name)
  putText('exception.message', error.message)
  putText('exception.stacktrace', error.stack)
  const { type, name, message, stack, ...rest } = redactValue(error) as Record<string, unknown>
  if (Object.keys(rest).length > 0) put(target, key, rest)
}
