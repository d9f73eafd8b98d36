import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type {
  LogRecord,
  LogsRequest,
  Metric,
  MetricsRequest,
  Pair,
  Point,
  Span,
  TracesRequest,
  Value,
} from './otlp-messages.ts'
import { requestTypes } from './otlp-schema.ts'

type Signal = keyof typeof requestTypes

type Attributes = Record<string, unknown>

export type ReceivedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly traceState: string
  readonly name: string
  readonly kind: number
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Attributes
  readonly events: readonly { readonly name: string; readonly attributes: Attributes; readonly dropped: number }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly dropped: number }[]
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number }
  readonly status: { readonly code: number; readonly message: string }
  readonly flags: number
  readonly scope: string
  readonly resource: Attributes
}

export type ReceivedLog = {
  readonly traceId: string
  readonly spanId: string
  readonly severityNumber: number
  readonly severityText: string
  readonly body: unknown
  readonly eventName: string
  readonly time: bigint
  readonly attributes: Attributes
  readonly dropped: number
  readonly scope: string
  readonly resource: Attributes
}

export type ReceivedExemplar = { readonly traceId: string; readonly spanId: string; readonly value: number }

export type ReceivedPoint = {
  readonly attributes: Attributes
  /** Value of a gauge or sum. */
  readonly value: number | undefined
  readonly count: number | undefined
  readonly sum: number | undefined
  readonly bounds: readonly number[]
  readonly buckets: readonly number[]
  readonly exemplars: readonly ReceivedExemplar[]
}

export type ReceivedMetric = {
  readonly name: string
  readonly unit: string
  readonly kind: 'gauge' | 'sum' | 'histogram'
  readonly points: readonly ReceivedPoint[]
  readonly scope: string
  readonly resource: Attributes
}

export type ReceivedRequest = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly bytes: number
}

/** A real OTLP/HTTP receiver that keeps what it gets. */
export type Receiver = {
  readonly url: string
  readonly port: number
  readonly spans: ReceivedSpan[]
  readonly logs: ReceivedLog[]
  readonly metrics: ReceivedMetric[]
  readonly requests: ReceivedRequest[]
  /** Answers requests otherwise than with success: called before the body is decoded; true = answered. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** Takes a request that came to another server. */
  take(request: IncomingMessage, response: ServerResponse): void
  /** Server spans that arrived. */
  serverSpans(): ReceivedSpan[]
  /**
   * Asks again and again until there is an answer that is not empty, and fails with what came when there is none in
   * time.
   */
  waitFor<T>(question: () => T | undefined | false, milliseconds?: number): Promise<T>
  close(): Promise<void>
}

type Kept = Pick<Receiver, 'spans' | 'logs' | 'metrics'>

export const openReceiver = async (port = 0): Promise<Receiver> => {
  const kept = { spans: [] as ReceivedSpan[], logs: [] as ReceivedLog[], metrics: [] as ReceivedMetric[] }
  const requests: ReceivedRequest[] = []
  const take: Receiver['take'] = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      requests.push({ path: request.url ?? '', headers: request.headers, bytes: body.length })
      if (receiver.answer?.(request, response)) return
      keep(request.url ?? '', request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, kept)
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  }
  const server = createServer(take)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const receiver: Receiver = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    ...kept,
    requests,
    answer: undefined,
    take,
    serverSpans: () => kept.spans.filter((span) => span.kind === 2),
    waitFor: (question, milliseconds = 30_000) => waitFor(question, milliseconds, kept),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return receiver
}

const waitFor = async <T>(question: () => T | undefined | false, milliseconds: number, kept: object): Promise<T> => {
  const deadline = Date.now() + milliseconds
  for (;;) {
    const answer = question()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) {
      const got = JSON.stringify(kept, (_, value) => (typeof value === 'bigint' ? String(value) : value), 1)
      throw new Error(`not received within ${milliseconds} ms; received: ${got.slice(0, 6000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const conversion = { longs: String, defaults: true, arrays: true } as const

const decode = (signal: Signal, body: Buffer): unknown =>
  requestTypes[signal].toObject(requestTypes[signal].decode(body), conversion)

const keep = (path: string, body: Buffer, kept: Kept): void => {
  if (path.endsWith('/v1/traces')) keepSpans(decode('traces', body) as TracesRequest, kept)
  if (path.endsWith('/v1/logs')) keepLogs(decode('logs', body) as LogsRequest, kept)
  if (path.endsWith('/v1/metrics')) keepMetrics(decode('metrics', body) as MetricsRequest, kept)
}

/** Spans of an export request that came elsewhere. */
export const parseTraces = (body: Buffer): ReceivedSpan[] => {
  const kept: Kept = { spans: [], logs: [], metrics: [] }
  keepSpans(decode('traces', body) as TracesRequest, kept)
  return kept.spans
}

const keepSpans = ({ resourceSpans }: TracesRequest, { spans }: Kept): void => {
  for (const { resource, scopeSpans } of resourceSpans) {
    for (const scoped of scopeSpans)
      spans.push(...scoped.spans.map((span) => ({ ...toSpan(span), ...origin(resource, scoped) })))
  }
}

const keepLogs = ({ resourceLogs }: LogsRequest, { logs }: Kept): void => {
  for (const { resource, scopeLogs } of resourceLogs) {
    for (const scoped of scopeLogs)
      logs.push(...scoped.logRecords.map((log) => ({ ...toLog(log), ...origin(resource, scoped) })))
  }
}

const keepMetrics = ({ resourceMetrics }: MetricsRequest, { metrics }: Kept): void => {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    for (const scoped of scopeMetrics)
      metrics.push(...scoped.metrics.map((metric) => ({ ...toMetric(metric), ...origin(resource, scoped) })))
  }
}

const origin = (
  resource: { readonly attributes: readonly Pair[] } | null,
  { scope }: { readonly scope: { readonly name: string } | null },
): { resource: Attributes; scope: string } => ({
  resource: toAttributes(resource?.attributes),
  scope: scope?.name ?? '',
})

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const toAttributes = (pairs: readonly Pair[] | undefined): Attributes =>
  Object.fromEntries((pairs ?? []).map((pair) => [pair.key, toValue(pair.value)]))

const toValue = (value: Value | null): unknown => {
  if (value === null) return undefined
  if (value.intValue !== undefined) return Number(value.intValue)
  if (value.bytesValue) return Buffer.from(value.bytesValue)
  if (value.arrayValue) return value.arrayValue.values.map(toValue)
  if (value.kvlistValue) return toAttributes(value.kvlistValue.values)
  return value.stringValue ?? value.boolValue ?? value.doubleValue
}

const toSpan = (span: Span): Omit<ReceivedSpan, 'scope' | 'resource'> => ({
  traceId: hex(span.traceId),
  spanId: hex(span.spanId),
  parentSpanId: hex(span.parentSpanId),
  traceState: span.traceState,
  name: span.name,
  kind: span.kind,
  start: BigInt(span.startTimeUnixNano),
  end: BigInt(span.endTimeUnixNano),
  attributes: toAttributes(span.attributes),
  events: span.events.map(({ name, attributes, droppedAttributesCount }) => ({
    name,
    attributes: toAttributes(attributes),
    dropped: droppedAttributesCount,
  })),
  links: span.links.map((link) => ({
    traceId: hex(link.traceId),
    spanId: hex(link.spanId),
    dropped: link.droppedAttributesCount,
  })),
  dropped: {
    attributes: span.droppedAttributesCount,
    events: span.droppedEventsCount,
    links: span.droppedLinksCount,
  },
  status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
  flags: span.flags,
})

const toLog = (log: LogRecord): Omit<ReceivedLog, 'scope' | 'resource'> => ({
  traceId: hex(log.traceId),
  spanId: hex(log.spanId),
  severityNumber: log.severityNumber,
  severityText: log.severityText,
  body: toValue(log.body),
  eventName: log.eventName,
  time: BigInt(log.timeUnixNano),
  attributes: toAttributes(log.attributes),
  dropped: log.droppedAttributesCount,
})

const toMetric = (metric: Metric): Omit<ReceivedMetric, 'scope' | 'resource'> => {
  const kind = (['gauge', 'sum', 'histogram'] as const).find((name) => metric[name]) ?? 'gauge'
  return { name: metric.name, unit: metric.unit, kind, points: (metric[kind]?.dataPoints ?? []).map(toPoint) }
}

const toPoint = (point: Point): ReceivedPoint => ({
  attributes: toAttributes(point.attributes),
  value: toNumber(point),
  count: point.count === undefined ? undefined : Number(point.count),
  sum: point.sum,
  bounds: point.explicitBounds ?? [],
  buckets: (point.bucketCounts ?? []).map(Number),
  exemplars: point.exemplars.map((exemplar) => ({
    traceId: hex(exemplar.traceId),
    spanId: hex(exemplar.spanId),
    value: toNumber(exemplar) ?? Number.NaN,
  })),
})

const toNumber = ({ asDouble, asInt }: { readonly asDouble?: number; readonly asInt?: string }): number | undefined =>
  asDouble ?? (asInt === undefined ? undefined : Number(asInt))
