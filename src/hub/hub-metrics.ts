import { type Attributes, type ObservableResult, ValueType } from '@opentelemetry/api'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { version } from '../version.ts'

/** One observed value with its labels. */
export type Reading = readonly [value: number, labels?: Attributes]

/** A value that is kept elsewhere and read at scrape time. Counters are named without `_total`. */
export type Figure = {
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  readonly help: string
  read(): readonly Reading[]
}

export type HubMetrics = {
  /** Adds figures that are read at each scrape. */
  observe(figures: readonly Figure[]): void
  /** A histogram of seconds; the serializer adds no unit, so the name ends in `_seconds`. */
  createTimer(name: string, help: string): (seconds: number, labels?: Attributes) => void
  /** The Prometheus text format, version 0.0.4. */
  toText(): Promise<string>
}

/** A reader that collects on demand; the SDK requires a class here. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const secondBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** The hub's own metrics, by the OpenTelemetry SDK and its Prometheus serializer. */
export const createHubMetrics = (): HubMetrics => {
  const reader = new PullReader()
  const resource = resourceFromAttributes({ 'service.name': 'plainsight-hub', 'service.version': version })
  const meter = new MeterProvider({ readers: [reader], resource }).getMeter('plainsight', version)
  // No prefix, no timestamps, no resource labels, with target_info, without scope labels: they would be the same on
  // every line.
  const serializer = new PrometheusSerializer('', false, undefined, false, true)
  const observeOne = ({ name, kind, help, read }: Figure): void => {
    const options = { description: help, valueType: ValueType.DOUBLE }
    const instrument =
      kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options)
    instrument.addCallback((result: ObservableResult) => {
      for (const [value, labels] of read()) result.observe(value, labels)
    })
  }
  return {
    observe: (figures) => figures.forEach(observeOne),
    createTimer: (name, help) => {
      const advice = { explicitBucketBoundaries: secondBounds }
      const histogram = meter.createHistogram(name, { description: help, advice })
      return (seconds, labels) => histogram.record(seconds, labels)
    },
    toText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
  }
}
