import { spanField } from '../../otlp-fields.ts'
import { toEpoch } from '../clock.ts'
import { encodeKey, writeAttribute, writeTextAttribute } from '../otlp/any-value.ts'
import {
  type ProtobufWriter,
  writeFixed32,
  writeHex,
  writeRaw,
  writeString,
  writeUint,
  writeUnixNanos,
} from '../otlp/protobuf-writer.ts'
import { writeCount, writeLink, writeTimedEvent } from '../otlp/readable-span.ts'
import { contextHasIsRemote, contextIsRemote, statusCode, writeStatus } from '../otlp/span-fields.ts'
import { toWho } from '../request-context.ts'
import type { SpanTemplate } from './request-template.ts'
import type { ServedRequest, ServerSpan } from './server-span.ts'
import type { SpanDetails } from './span-details.ts'

const serverKind = 2
const pathKey = encodeKey('url.path')
const requestIdKey = encodeKey('request_id')
const userIdKey = encodeKey('user.id')
const sessionIdKey = encodeKey('session.id')

/** Writes the fields of a `Span` message of a request that has ended. */
export const writeServerSpan = (writer: ProtobufWriter, span: ServerSpan): void => {
  const template = span.template as SpanTemplate
  writeIdentity(writer, span)
  writeUnixNanos(writer, spanField.startTimeUnixNano, toEpoch(span.start))
  writeUnixNanos(writer, spanField.endTimeUnixNano, toEpoch(span.end))
  if (span.details === undefined) writeRaw(writer, template.bytes, 0, template.bytes.length)
  else writeDetailed(writer, template, span.details)
  writeTextAttribute(writer, spanField.attributes, pathKey, span.path)
  const { requestId, userId, sessionId } = span.ids
  if (requestId !== undefined) writeTextAttribute(writer, spanField.attributes, requestIdKey, requestId)
  if (userId !== undefined) writeTextAttribute(writer, spanField.attributes, userIdKey, userId)
  if (sessionId !== undefined) writeTextAttribute(writer, spanField.attributes, sessionIdKey, sessionId)
  if (span.active.method === '_OTHER') {
    writeAttribute(writer, spanField.attributes, 'http.request.method_original', span.method)
  }
  if (span.stream !== undefined) {
    for (const [key, value] of Object.entries(toStreamAttributes(span))) {
      writeAttribute(writer, spanField.attributes, key, value)
    }
  }
}

/** The attributes that differ from request to request, as `writeServerSpan` writes them. */
export const ownAttributes = (span: ServerSpan): Record<string, string | number> => ({
  'url.path': span.request ? toPath(span.request) : span.path,
  ...(span.ids.requestId === undefined ? {} : { request_id: span.ids.requestId }),
  ...toWho(span.ids),
  ...(span.active.method === '_OTHER' ? { 'http.request.method_original': span.method } : {}),
  ...toStreamAttributes(span),
})

/** Seconds, as durations of the conventions. */
const toStreamAttributes = ({ stream, start, firstByte }: ServerSpan): Record<string, string | number> => ({
  ...(stream === undefined ? {} : { 'plainsight.stream': stream }),
  ...(firstByte === undefined ? {} : { 'plainsight.time_to_first_byte': (firstByte - start) / 1000 }),
})

const writeIdentity = (writer: ProtobufWriter, span: ServerSpan): void => {
  const { ids, parent, traceState } = span
  writeHex(writer, spanField.traceId, ids.traceId)
  writeHex(writer, spanField.spanId, ids.spanId)
  let flags = contextHasIsRemote | 1
  if (parent !== undefined) {
    flags |= contextIsRemote
    writeHex(writer, spanField.parentSpanId, parent.spanId)
  }
  if (traceState) writeString(writer, spanField.traceState, traceState)
  writeFixed32(writer, spanField.flags, flags)
}

const writeDetailed = (writer: ProtobufWriter, template: SpanTemplate, details: SpanDetails): void => {
  writeString(writer, spanField.name, details.name ?? template.name)
  writeUint(writer, spanField.kind, serverKind)
  for (const [key, value] of Object.entries(template.attributes)) {
    if (!details.attributes.has(key)) writeAttribute(writer, spanField.attributes, key, value)
  }
  for (const [key, value] of details.attributes) writeAttribute(writer, spanField.attributes, key, value)
  writeCount(writer, spanField.droppedAttributesCount, details.droppedAttributes)
  for (const event of details.events) writeTimedEvent(writer, event)
  writeCount(writer, spanField.droppedEventsCount, details.droppedEvents)
  for (const link of details.links) writeLink(writer, link)
  writeCount(writer, spanField.droppedLinksCount, details.droppedLinks)
  const code = details.statusCode === statusCode.unset && template.failed ? statusCode.error : details.statusCode
  writeStatus(writer, code, details.statusMessage)
}

/**
 * Path of a request without its query, whose values may be personal. Frameworks rewrite `url` for mounted routers and
 * keep the original.
 */
export const toPath = (request: ServedRequest & { originalUrl?: unknown }): string => {
  const url = typeof request.originalUrl === 'string' ? request.originalUrl : (request.url ?? '')
  const from = url.startsWith('/') ? 0 : originLength(url)
  const query = url.indexOf('?', from)
  return (query < 0 ? url.slice(from) : url.slice(from, query)) || '/'
}

/** Requests through a proxy name the whole URL. */
const originLength = (url: string): number => {
  const scheme = url.indexOf('://')
  if (scheme < 0) return 0
  const slash = url.indexOf('/', scheme + 3)
  return slash < 0 ? url.length : slash
}
