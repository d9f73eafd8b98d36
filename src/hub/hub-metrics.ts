import { type Attributes, type ObservableResult, ValueType } from '@opentelemetry/api'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { version } from '../version.ts'

/** One observed value with its labels. */
export type Reading = readonly [value: number, labels?: Attributes]

/** A figure that somebody else keeps and that is read at scrape time. Counters are named without `_total`. */
export type Gauge = {
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  readonly help: string
  readonly unit?: string
  read(): readonly Reading[]
}

/** A reader that only collects when it is asked. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export type HubMetrics = {
  /** Adds figures that are read at each scrape. */
  observe(...gauges: readonly Gauge[]): void
  /** The Prometheus text format, version 0.0.4. */
  toText(): Promise<string>
  /** Seconds of something, as a histogram. */
  createHistogram(name: string, help: string): (seconds: number, labels?: Attributes) => void
}

/** The hub's own metrics, by the OpenTelemetry SDK and its Prometheus serializer. */
export const createHubMetrics = (): HubMetrics => {
  const reader = new PullReader()
  const provider = new MeterProvider({
    readers: [reader],
    resource: resourceFromAttributes({ 'service.name': 'plainsight-hub', 'service.version': version }),
  })
  const meter = provider.getMeter('plainsight', version)
  const serializer = new PrometheusSerializer()
  const observeOne = (gauge: Gauge): void => {
    const options = {
      description: gauge.help,
      ...(gauge.unit ? { unit: gauge.unit } : {}),
      valueType: ValueType.DOUBLE,
    }
    const instrument =
      gauge.kind === 'counter'
        ? meter.createObservableCounter(gauge.name, options)
        : meter.createObservableGauge(gauge.name, options)
    instrument.addCallback((result: ObservableResult) => {
      for (const [value, labels] of gauge.read()) result.observe(value, labels)
    })
  }
  return {
    observe: (...gauges) => gauges.forEach(observeOne),
    toText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    createHistogram: (name, help) => {
      const histogram = meter.createHistogram(name, {
        description: help,
        unit: 's',
        advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
      })
      return (seconds, labels) => histogram.record(seconds, labels)
    },
  }
}
