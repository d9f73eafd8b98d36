import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { DataPointType } from '@opentelemetry/sdk-metrics'

/** Units as Prometheus spells them. */
const words: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
}

/** Names end in their unit, as the specification requires; the serializer of OpenTelemetry JS omits it. */
const toPrometheusUnit = (metric: MetricData): string => {
  const { unit } = metric.descriptor
  if (unit === '1') return metric.dataPointType === DataPointType.GAUGE ? 'ratio' : ''
  return words[unit] ?? ''
}

/**
 * The same metrics under names that follow the OpenTelemetry specification for Prometheus:
 * `http.server.request.duration` in `s` becomes `http.server.request.duration.seconds`, which is then written
 * `http_server_request_duration_seconds`.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
export const toPrometheusNames = ({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics => ({
  resource,
  scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(withUnit) })),
})

const withUnit = <M extends MetricData>(metric: M): M => {
  const unit = toPrometheusUnit(metric)
  const { name } = metric.descriptor
  const named = unit === '' || name.endsWith(`.${unit}`) || name.endsWith(`_${unit}`) ? name : `${name}.${unit}`
  return { ...metric, descriptor: { ...metric.descriptor, name: named, unit } }
}
