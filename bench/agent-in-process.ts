// Time of the agent's own code for a request and for a pino line, without sockets: the minimum of many rounds, which is
// robust against noise. bench/agent-overhead.ts measures the ratio to a whole app. Usage: node
// bench/agent-in-process.ts [--rounds 40]
import { channel } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { parseArgs } from 'node:util'
import pino from 'pino'
import type { AgentContext } from '../src/agent/context.ts'
import { startLogs } from '../src/agent/logs/start-logs.ts'
import { createRequestSeries } from '../src/agent/metrics/request-series.ts'
import type { OtlpExporter } from '../src/agent/otlp/exporter.ts'
import type { RecordWriter } from '../src/agent/otlp/records.ts'
import { createOtlpSegment } from '../src/agent/otlp/segments.ts'
import { createIgnore } from '../src/agent/sampling/ignore.ts'
import { createSampling } from '../src/agent/sampling/sampling.ts'
import { startServerSpans } from '../src/agent/server/start-server-spans.ts'
import { createOtlpSink } from '../src/agent/sinks/otlp-sink.ts'
import { createThrown } from '../src/agent/thrown.ts'
import { loadConfig } from '../src/config/load.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' } } })
const rounds = Number(values.rounds)
const perRound = 20_000
const batch = 512

/** A queue that collects records like the real one, and discards each batch. */
const createQueue = (): RecordWriter => {
  const open = createOtlpSegment()
  return {
    write: (scope, encode, record) => {
      open.write(scope, encode, record)
      if (open.records < batch) return
      const segment = open.close()
      if (segment) open.recycle(segment)
    },
  }
}

/** Nanoseconds of one call, in the best round. */
const measure = (work: (index: number) => void): number => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    for (let index = 0; index < perRound; index++) work(index)
    best = Math.min(best, ((performance.now() - begun) / perRound) * 1e6)
  }
  return best
}

const sockets = Array.from({ length: 50 }, () => new EventEmitter() as Socket)
const server = {}
const started = channel('http.server.request.start')
const finished = channel('http.server.response.finish')

/** Creates and publishes what Node does for a request and its response. */
const serve = (index: number): void => {
  const socket = sockets[index % sockets.length] as Socket
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  request.url = '/items/7'
  request.httpVersion = '1.1'
  request.rawHeaders = ['Host', '127.0.0.1:3000']
  const response = new ServerResponse(request)
  response.shouldKeepAlive = true
  if (started.hasSubscribers) started.publish({ request, response, socket, server })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 })
  if (finished.hasSubscribers) finished.publish({ request, response, socket, server })
}

const logger = pino({}, { write: () => undefined })
const log = (): void => logger.info({ id: '7', count: 60 }, 'items listed')

const { config } = loadConfig()
const queue = createQueue()
const exporter = { queueOf: () => queue, flush: async () => undefined } as unknown as OtlpExporter
const losses = { count: console.error, report: () => undefined }
const ignore = createIgnore(config, undefined, console.error)
const context = {
  config,
  warnOnce: console.error,
  losses,
  sampling: createSampling(config, ignore.traces),
  ignore,
  sinks: createOtlpSink(config, exporter, losses),
  thrown: createThrown(console.error),
} as unknown as AgentContext

const bare = { request: measure(serve), line: measure(log) }
startServerSpans(context, { observer: createRequestSeries(2000, 'trace_based').observer })
const request = measure(serve)
startLogs(context)
// Inside the last request, so that the line has its ids.
const line = measure(log)

console.log('| | Node or pino alone | with the agent | added |\n|---|---|---|---|')
for (const [name, without, with_] of [
  ['a request', bare.request, request],
  ['a line of pino', bare.line, line],
] as const) {
  console.log(
    `| ${name} | ${without.toFixed(0)} ns | ${with_.toFixed(0)} ns | ${((with_ - without) / 1000).toFixed(1)} µs |`,
  )
}
process.exit()
