import type { Context } from '@opentelemetry/api'
import type { CurrentIds } from './server/request-observer.ts'
import type { ServerSpan } from './server/server-span.ts'
import { shared } from './shared.ts'
import { isServerSpan, type Stored, storage } from './storage.ts'

/** Ids of a request's own span. */
export const idsOfServerSpan = (span: ServerSpan): CurrentIds => {
  span.current ??= {
    traceId: span.ids.traceId,
    spanId: span.ids.spanId,
    traceFlags: span.ids.sampled ? 1 : 0,
    requestId: span.requestId || undefined,
  }
  return span.current
}

type Reader = { read: ((context: Context) => CurrentIds | undefined) | undefined }

const reader = shared<Reader>('ids of a context', () => ({ read: undefined }))

/** Tells how ids are read from a context of OpenTelemetry; set when the API is first used, so that it need not be loaded before. */
export const readContextsBy = (read: (context: Context) => CurrentIds | undefined): void => {
  reader.read = read
}

/** Ids of the current span and request; undefined outside of both. Cheap enough to ask for each log line. */
export const currentIds = (): CurrentIds | undefined => {
  const stored: Stored | undefined = storage.getStore()
  if (stored === undefined) return undefined
  return isServerSpan(stored) ? idsOfServerSpan(stored) : reader.read?.(stored)
}
