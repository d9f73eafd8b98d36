import type { Config } from '../../config/schema.ts'
import type { Signal } from '../../model.ts'
import type { Target } from '../delivery/target.ts'
import type { TlsFiles } from '../delivery/tls.ts'

/** Statuses that OTLP calls retryable. @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504])

/**
 * Reads the target of a signal: its own endpoint as it is, else the general one with `/v1/<signal>` added.
 * `PLAINSIGHT_TOKEN` is sent as bearer unless a header of that name is set.
 * Throws a TypeError when the endpoint is no http(s) URL.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export const toOtlpTarget = (config: Config, signal: Signal): Target => {
  const { otel, agent } = config
  const own = { traces: otel.tracesEndpoint, logs: otel.logsEndpoint, metrics: otel.metricsEndpoint }[signal]
  const ownHeaders = { traces: otel.tracesHeaders, logs: otel.logsHeaders, metrics: otel.metricsHeaders }[signal]
  const url = new URL(own ?? `${otel.endpoint.replace(/\/+$/, '')}/v1/${signal}`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError(`${url.protocol} is not http or https`)
  const headers = {
    ...(agent.token ? { authorization: `Bearer ${agent.token}` } : {}),
    ...lowerCased(otel.headers),
    ...lowerCased(ownHeaders),
    'content-type': 'application/x-protobuf',
  }
  const { compression = otel.compression, timeout = otel.timeout } = ownSending(config, signal)
  return {
    url,
    headers,
    gzip: compression === 'gzip',
    timeout: Math.min(timeout, batchTimeout(config, signal)),
    tls: toTlsFiles(config, signal),
    retryable,
  }
}

/** Maximum duration of one export in the batch processor of the signal; the metric reader has its own timeout. */
const batchTimeout = ({ otel }: Config, signal: Signal): number =>
  ({
    traces: otel.bspExportTimeout,
    logs: otel.blrpExportTimeout,
    metrics: Number.POSITIVE_INFINITY,
  })[signal]

/** Options of one signal, which override the general ones; undefined where not set. */
const ownSending = (
  { otel }: Config,
  signal: Signal,
): { compression?: string | undefined; timeout?: number | undefined } =>
  ({
    traces: { compression: otel.tracesCompression, timeout: otel.tracesTimeout },
    logs: { compression: otel.logsCompression, timeout: otel.logsTimeout },
    metrics: { compression: otel.metricsCompression, timeout: otel.metricsTimeout },
  })[signal]

/** Files of a signal; each overrides the general one separately. */
const toTlsFiles = ({ otel }: Config, signal: Signal): TlsFiles => {
  const own = {
    traces: { ca: otel.tracesCertificate, key: otel.tracesClientKey, cert: otel.tracesClientCertificate },
    logs: { ca: otel.logsCertificate, key: otel.logsClientKey, cert: otel.logsClientCertificate },
    metrics: { ca: otel.metricsCertificate, key: otel.metricsClientKey, cert: otel.metricsClientCertificate },
  }[signal]
  return {
    ca: own.ca ?? otel.certificate,
    key: own.key ?? otel.clientKey,
    cert: own.cert ?? otel.clientCertificate,
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
