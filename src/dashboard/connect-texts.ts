/** Where this hub takes OTLP, as the browser sees it. */
export type HubAddress = {
  /** Base of OTLP over HTTP. */
  readonly http: string
  /** Host and port of OTLP over gRPC; undefined where the hub has none, or only its proxy is known. */
  readonly grpc: string | undefined
  readonly needsToken: boolean
}

/** Stands for the token, which the page never holds. */
export const tokenPlace = 'YOUR_TOKEN'

/** Address of the page without its view: a proxy may have put a path before it. */
export const toHubAddress = (page: string, grpcPort: number | null, needsToken: boolean): HubAddress => {
  const { origin, protocol, hostname, pathname } = new URL('.', page)
  const isDirect = protocol === 'http:' && grpcPort !== null
  return {
    http: `${origin}${pathname.replace(/\/$/, '')}`,
    grpc: isDirect ? `${hostname}:${grpcPort}` : undefined,
    needsToken,
  }
}

/** Commands that run a Node app under the hook. */
export const toNodeText = ({ http, needsToken }: HubAddress): string =>
  [
    'npm install plainsight',
    'OTEL_SERVICE_NAME=my-app \\',
    ...(needsToken ? [`PLAINSIGHT_TOKEN=${tokenPlace} \\`] : []),
    `OTEL_EXPORTER_OTLP_ENDPOINT=${http} \\`,
    'node --require plainsight/register app.js',
  ].join('\n')

/** Variables that every OpenTelemetry SDK reads. */
export const toSdkText = (endpoint: string, protocol: 'http/protobuf' | 'grpc', needsToken: boolean): string =>
  [
    'export OTEL_SERVICE_NAME=my-app',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    `export OTEL_EXPORTER_OTLP_PROTOCOL=${protocol}`,
    ...(needsToken ? [`export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${tokenPlace}`] : []),
  ].join('\n')

const toPipelines = (exporter: string): readonly string[] => [
  'service:',
  '  pipelines:',
  ...['traces', 'logs', 'metrics'].map((signal) => `    ${signal}: { receivers: [otlp], exporters: [${exporter}] }`),
]

/** An exporter of a Collector, and its pipelines. */
export const toCollectorText = (kind: 'otlp_http' | 'otlp_grpc', endpoint: string, needsToken: boolean): string =>
  [
    'exporters:',
    `  ${kind}/plainsight:`,
    `    endpoint: ${endpoint}`,
    ...(kind === 'otlp_grpc' ? ['    tls: { insecure: true }'] : []),
    ...(needsToken ? [`    headers: { authorization: Bearer ${tokenPlace} }`] : []),
    ...toPipelines(`${kind}/plainsight`),
  ].join('\n')
