import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanEnvironment, makeFolder } from '../cli/cli.ts'
import { startCollector } from '../collector.ts'
import { findFreePort } from '../free-port.ts'
import { openGoProgram } from '../go-program.ts'
import { openJavaByEnvironment } from '../ingest/java.ts'
import { openPythonDistro } from '../ingest/python.ts'
import { programTools } from '../stack/tools.ts'

/**
 * A program that makes a span, a log record and a point, sends them to this address by gRPC, and ends. Gives what it
 * wrote.
 */
type Send = (url: string, service: string) => Promise<string>

export type Sender = { readonly name: string } & ({ readonly send: Send } | { readonly missing: string })

/** What every SDK reads. Nothing else is set but, where that is the only way, that the program shall use gRPC. */
const toEnv = (url: string, service: string): NodeJS.ProcessEnv => ({
  ...cleanEnvironment(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_SERVICE_NAME: service,
})

/** Programs that could not send end in different ways; what counts is what they wrote. */
const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve) => {
    execFile(file, args, { env, timeout: 50_000 }, (error, stdout, stderr) =>
      resolve(`${stdout}${stderr}${error === null ? '' : error.message}`),
    )
  })

const here = import.meta.dirname

const node: Sender = {
  name: 'the exporters of Node',
  send: (url, service) =>
    run(process.execPath, [new URL('grpc-node-app.ts', import.meta.url).pathname], {
      ...toEnv(url, service),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
    }),
}

const openPythonSender = async (): Promise<Sender> => {
  const name = 'opentelemetry-instrument of Python'
  const python = await openPythonDistro()
  if ('missing' in python) return { name, ...python }
  const instrument = join(dirname(python.path), 'opentelemetry-instrument')
  const app = join(here, 'grpc-python-app.py')
  return { name, send: (url, service) => run(instrument, [python.path, app], toEnv(url, service)) }
}

const openGoSender = (): Sender => {
  const name = 'the SDK of Go'
  const go = openGoProgram('grpc-sender', join(here, 'grpc-go'))
  return 'missing' in go ? { name, ...go } : { name, send: (url, service) => run(go.program, [], toEnv(url, service)) }
}

const openJavaSender = async (): Promise<Sender> => {
  const name = 'the SDK of Java'
  const java = await openJavaByEnvironment()
  if ('missing' in java) return { name, ...java }
  const send: Send = (url, service) =>
    java.run(join(here, 'JavaGrpcApp.java'), [], toEnv(url, service)).catch((error: Error) => error.message)
  return { name, send }
}

const toSamples = (service: string): readonly (readonly [path: string, body: object])[] => {
  const time = `${Date.now()}000000`
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] }
  const span = {
    traceId: '01'.repeat(16),
    spanId: '02'.repeat(8),
    name: 'work',
    startTimeUnixNano: time,
    endTimeUnixNano: time,
  }
  const logRecord = { timeUnixNano: time, severityNumber: 13, body: { stringValue: 'worked' } }
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ timeUnixNano: time, asInt: '3' }] }
  return [
    ['traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }],
    ['logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [logRecord] }] }] }],
    ['metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: 'jobs', sum }] }] }] }],
  ]
}

const openCollectorSender = (): Sender => {
  const name = 'the exporter of the Collector'
  const tools = programTools()
  if ('missing' in tools) return { name, ...tools }
  const send: Send = async (url, service) => {
    const port = await findFreePort()
    const file = join(makeFolder(), 'collector.yaml')
    const pipeline = { receivers: ['otlp'], exporters: ['otlp_grpc'] }
    const config = {
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: { otlp_grpc: { endpoint: new URL(url).host, tls: { insecure: true } } },
      service: {
        telemetry: { metrics: { level: 'none' } },
        pipelines: { traces: pipeline, logs: pipeline, metrics: pipeline },
      },
    }
    writeFileSync(file, JSON.stringify(config))
    const collector = await startCollector(tools.programs, [file])
    for (const [signal, body] of toSamples(service)) {
      const headers = { 'content-type': 'application/json' }
      await fetch(`http://127.0.0.1:${port}/v1/${signal}`, { method: 'POST', headers, body: JSON.stringify(body) })
    }
    // It writes what it has in hand before it ends.
    await collector.stop('SIGTERM')
    return collector.output()
  }
  return { name, send }
}

/** Real senders of OTLP over gRPC, with the configuration that they have by themselves. */
export const openSenders = async (): Promise<readonly Sender[]> => [
  node,
  await openPythonSender(),
  openGoSender(),
  await openJavaSender(),
  openCollectorSender(),
]
