import type { Attributes } from '@opentelemetry/api'
import type { Config } from '../../config/schema.ts'
import type { RequestContext } from '../request-context.ts'
import { isSampled } from '../sampling/sampling.ts'
import type { RequestObserver, StreamKind } from '../server/request-observer.ts'
import type { ActiveTemplate, RequestTemplate } from '../server/request-template.ts'

/**
 * Boundaries of `http.server.request.duration` in seconds.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration
 */
export const durationBoundaries: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

/** A measurement with the ids of its trace: the link from a bucket of the histogram to a request in it. */
export type Exemplar = {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  /** Seconds. */
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** Durations of the requests with the same attributes, since the first of them. */
export type DurationSeries = {
  readonly attributes: Attributes
  /** One count per boundary, and one for values above the last. */
  readonly counts: Float64Array
  /** The exemplar of each bucket, if there is one. */
  readonly exemplars: (Exemplar | undefined)[]
  /** Seconds. */
  sum: number
  count: number
  min: number
  max: number
}

/** Requests in flight, or open streams, with the same attributes. */
export type ActiveSeries = { readonly attributes: Attributes; value: number }

export type RequestSeries = {
  readonly observer: RequestObserver
  readonly durations: () => readonly DurationSeries[]
  readonly active: () => readonly ActiveSeries[]
  readonly streams: () => readonly ActiveSeries[]
}

type ExemplarFilter = Config['otel']['exemplarFilter']

const exemplary: Readonly<Record<ExemplarFilter, (context: RequestContext) => boolean>> = {
  trace_based: isSampled,
  always_on: () => true,
  always_off: () => false,
}

/** A newer exemplar replaces one that is older than this, in ms: no scraper is fast enough to see more of them. */
const exemplarEvery = 100

/** Attribute of the series that counts everything beyond the limit. */
const overflow: Attributes = { 'otel.metric.overflow': true }

/**
 * Counts requests on the templates that the server spans keep, so that no attributes are compared or hashed per
 * request. There are at most `maxSeries` series; requests beyond them are counted together.
 */
export const createRequestSeries = (maxSeries: number, filter: ExemplarFilter): RequestSeries => {
  const isExemplary = exemplary[filter]
  const durations = new Map<string, DurationSeries>()
  const active = new Map<string, ActiveSeries>()
  const streams = new Map<StreamKind, ActiveSeries>()
  return {
    durations: () => [...durations.values()],
    active: () => [...active.values()],
    streams: () => [...streams.values()],
    observer: {
      requestStarted: (template) => {
        template.series ??= seriesOf(active, toActiveAttributes(template), maxSeries, createActiveSeries)
        ;(template.series as ActiveSeries).value++
      },
      requestEnded: (activeTemplate, template, seconds, ids) => {
        const inFlight = activeTemplate.series as ActiveSeries | undefined
        if (inFlight !== undefined) inFlight.value--
        if (seconds === undefined) return
        template.series ??= seriesOf(durations, toDurationAttributes(template), maxSeries, createDurationSeries)
        record(template.series as DurationSeries, seconds, isExemplary(ids) ? ids : undefined)
      },
      streamOpened: (kind) => countStream(streams, kind, 1),
      streamClosed: (kind) => countStream(streams, kind, -1),
    },
  }
}

const countStream = (streams: Map<StreamKind, ActiveSeries>, kind: StreamKind, change: number): void => {
  const series = streams.get(kind) ?? createActiveSeries({ 'plainsight.stream': kind })
  series.value += change
  streams.set(kind, series)
}

/** `ids`: set if the request may be an exemplar. */
const record = (series: DurationSeries, seconds: number, ids: RequestContext | undefined): void => {
  let bucket = 0
  while (bucket < durationBoundaries.length && seconds > durationBoundaries[bucket]!) bucket++
  series.counts[bucket]!++
  series.count++
  series.sum += seconds
  if (seconds < series.min) series.min = seconds
  if (seconds > series.max) series.max = seconds
  if (ids !== undefined) keepExemplar(series.exemplars, bucket, seconds, ids)
}

const keepExemplar = (
  exemplars: (Exemplar | undefined)[],
  bucket: number,
  seconds: number,
  { traceId, spanId }: RequestContext,
): void => {
  const time = Date.now()
  if (time - (exemplars[bucket]?.time ?? 0) < exemplarEvery) return
  exemplars[bucket] = { traceId: own(traceId), spanId: own(spanId), value: seconds, time }
}

/** A copy that does not retain the string it was sliced from. */
const own = (digits: string): string => Buffer.from(digits, 'latin1').toString('latin1')

/** Templates with the same attributes (they may differ in what only spans contain) share a series. */
const seriesOf = <T>(
  known: Map<string, T>,
  attributes: Attributes,
  maxSeries: number,
  create: (attributes: Attributes) => T,
): T => {
  const fits = known.size < maxSeries - 1 || known.has(JSON.stringify(attributes))
  const kept = fits ? attributes : overflow
  const key = JSON.stringify(kept)
  const series = known.get(key) ?? create(kept)
  known.set(key, series)
  return series
}

const createActiveSeries = (attributes: Attributes): ActiveSeries => ({ attributes, value: 0 })

const createDurationSeries = (attributes: Attributes): DurationSeries => ({
  attributes,
  counts: new Float64Array(durationBoundaries.length + 1),
  exemplars: new Array(durationBoundaries.length + 1).fill(undefined),
  sum: 0,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
})

const toActiveAttributes = (template: ActiveTemplate): Attributes => ({
  'http.request.method': template.method,
  'url.scheme': template.scheme,
})

const toDurationAttributes = (template: RequestTemplate): Attributes => ({
  'http.request.method': template.method,
  'url.scheme': template.scheme,
  ...(template.statusCode > 0 && { 'http.response.status_code': template.statusCode }),
  ...(template.route !== undefined && { 'http.route': template.route }),
  ...(template.protocolVersion && { 'network.protocol.version': template.protocolVersion }),
  ...(template.errorType !== undefined && { 'error.type': template.errorType }),
})
