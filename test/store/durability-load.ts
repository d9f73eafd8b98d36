import { SpanKind } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base'
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http'
import {
  type IExporterMetricsHelper,
  type ISerializer,
  LogsExporterMetricsHelper,
  MetricsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs'
import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Signal } from '../../src/model.ts'
import { fixed64, float64, kv, message, text } from '../ingest/protobuf.ts'

/** Names a record wherever it ends up: its round and an id of its own are attributes. */
type Mark = { readonly round: number; readonly id: string }

/** Makes one batch of one signal and sends it; true when the hub has said that it is kept. */
export type Send = (marks: readonly Mark[]) => Promise<boolean>

/** Records of one request. Metrics: points of each kind. */
export const batchSizes: Readonly<Record<Signal, number>> = { traces: 100, logs: 100, metrics: 20 }

const resource = resourceFromAttributes({ 'service.name': 'durability' })

/**
 * What stands behind the exporters that OpenTelemetry ships for Node: a batch is sent again as the OTLP specification
 * says, and given up after its time.
 */
const createExport = <Data>(
  url: string,
  signal: Signal,
  serializer: ISerializer<Data, unknown>,
  helper: IExporterMetricsHelper<Data>,
): ((data: Data) => Promise<boolean>) => {
  const options = convertLegacyHttpOptions(
    { url: `${url}/v1/${signal}`, timeoutMillis: 20_000 },
    signal.toUpperCase(),
    `v1/${signal}`,
    { 'Content-Type': 'application/x-protobuf' },
  )
  const exporter = new OTLPExporterBase(
    createOtlpHttpExportDelegate(options, serializer, `durability_${signal}`, helper, undefined),
  )
  return (data) =>
    new Promise((resolve) => exporter.export(data, ({ code }) => resolve(code === ExportResultCode.SUCCESS)))
}

/** Records of a batch go over so many days, more than one insert of the hub takes. */
const days = 5

/** The time of a record, ms since 1970. */
const toTime = (place: number): number => Date.now() - (place % days) * 86_400_000

/** Ends spans as an app does, each the root of its own trace. */
const createTraceSend = (url: string): Send => {
  const send = createExport(url, 'traces', ProtobufTraceSerializer, TraceExporterMetricsHelper)
  let batch: ReadableSpan[] = []
  const collect = {
    onStart: () => {},
    onEnd: (span: ReadableSpan) => void batch.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const tracer = new TracerProvider({ resource, spanProcessors: [collect] }).getTracer('durability')
  return (marks) => {
    batch = []
    for (const [place, mark] of marks.entries()) {
      const startTime = toTime(place)
      const request = { 'http.request.method': 'GET', 'http.route': '/durable', 'http.response.status_code': 200 }
      const attributes = { ...request, ...mark }
      tracer.startSpan('GET /durable', { kind: SpanKind.SERVER, root: true, startTime, attributes }).end(startTime + 1)
    }
    return send(batch)
  }
}

const createLogSend = (url: string): Send => {
  const send = createExport(url, 'logs', ProtobufLogsSerializer, LogsExporterMetricsHelper)
  let batch: ReadableLogRecord[] = []
  const collect = {
    onEmit: (record: ReadableLogRecord) => void batch.push(record),
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const logger = new LoggerProvider({ resource, processors: [collect] }).getLogger('durability')
  return (marks) => {
    batch = []
    for (const [place, mark] of marks.entries())
      logger.emit({ timestamp: toTime(place), body: `line ${mark.id}`, attributes: mark })
    return send(batch)
  }
}

/** A reader that is read by hand; the SDK wants a class here. */
class HandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/**
 * The SDK for Node makes no summaries, the last kind of metric there is: the points of the gauge go out as such too.
 */
const toSummaries = ({ scopeMetrics }: ResourceMetrics): Buffer => {
  const gauges = scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap((metric) => (metric.dataPointType === DataPointType.GAUGE ? metric.dataPoints : [])),
  )
  const points = gauges.map(({ attributes: { id, round } }) =>
    message(
      1,
      Buffer.concat([
        message(7, kv('id', text(1, String(id)))),
        message(7, kv('round', text(1, String(round)))),
        fixed64(3, BigInt(Date.now()) * 1_000_000n),
        fixed64(4, 1n),
        message(6, Buffer.concat([float64(1, 0.5), float64(2, 1)])),
      ]),
    ),
  )
  const metric = Buffer.concat([text(1, 'load.summary'), message(11, Buffer.concat(points))])
  return message(1, message(2, message(2, metric)))
}

const allKindsSerializer: ISerializer<ResourceMetrics, unknown> = {
  deserializeResponse: ProtobufMetricsSerializer.deserializeResponse,
  serializeRequest: (metrics) =>
    Buffer.concat([ProtobufMetricsSerializer.serializeRequest(metrics) ?? Buffer.alloc(0), toSummaries(metrics)]),
}

/** Points of all five kinds, one of each kind for every mark: one request, five tables. */
const createMetricSend = (url: string): Send => {
  const send = createExport(url, 'metrics', allKindsSerializer, MetricsExporterMetricsHelper)
  const reader = new HandReader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA })
  const views = [
    { instrumentName: 'load.exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ] as const
  const meter = new MeterProvider({ resource, readers: [reader], views: [...views] }).getMeter('durability')
  const gauge = meter.createGauge('load.gauge')
  const sum = meter.createCounter('load.sum')
  const histograms = ['load.histogram', 'load.exponential'].map((name) => meter.createHistogram(name))
  return async (marks) => {
    for (const mark of marks) {
      gauge.record(1, mark)
      sum.add(1, mark)
      for (const histogram of histograms) histogram.record(1, mark)
    }
    return send((await reader.collect()).resourceMetrics)
  }
}

/** Clients of the three signals, all with the stock SDK and its retries. */
export const loads: Readonly<Record<Signal, (url: string) => Send>> = {
  traces: createTraceSend,
  logs: createLogSend,
  metrics: createMetricSend,
}
