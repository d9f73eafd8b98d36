import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SpanKind } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { findFreePort } from '../free-port.ts'

/** What became of the spans of one round. */
export type Round = {
  readonly round: number
  readonly sent: number
  /** The exporter was told that they are kept. */
  readonly acknowledged: number
  readonly found: number
  /** Acknowledged and not found: must be 0. */
  readonly lost: number
  /** Found more than once: must be 0. */
  readonly doubled: number
}

export type Durability = {
  readonly rounds: readonly Round[]
  readonly total: Round
  /** Requests in the rollup; must be what is found. */
  readonly rollup: number
  /** Traces in the lookup table; must be what is found, as each span has its own trace. */
  readonly traces: number
}

const root = join(import.meta.dirname, '../..')
const clients = 8
const batchSize = 100

type Hub = { readonly child: ChildProcess }

/** The real hub in a process of its own; resolves when it is open. */
const startHub = async (folder: string, port: number): Promise<Hub> => {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'up', '--json'], {
    cwd: root,
    env: { ...process.env, PLAINSIGHT_DATA_DIR: folder, PLAINSIGHT_PORT: String(port), PLAINSIGHT_FLUSH_MS: '100' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  for await (const line of createInterface(child.stderr!)) {
    said.push(line)
    if (line.startsWith('plainsight: the page is at')) break
  }
  if (child.exitCode !== null) throw new Error(`The hub did not open: ${said.join('\n')}`)
  child.stderr?.resume()
  return { child }
}

const end = async ({ child }: Hub, signal: NodeJS.Signals): Promise<void> => {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Ends spans as an app does, and hands them over in batches. */
const createSpans = () => {
  let batch: ReadableSpan[] = []
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'durability' }),
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void batch.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  })
  const tracer = provider.getTracer('durability')
  return (round: number): ReadableSpan[] => {
    batch = []
    for (let index = 0; index < batchSize; index++) {
      const attributes = {
        'http.request.method': 'GET',
        'http.route': `/round/${round}`,
        'http.response.status_code': 200,
      }
      tracer.startSpan(`GET /round/${round}`, { kind: SpanKind.SERVER, root: true, attributes }).end()
    }
    return batch
  }
}

type Tally = { sent: number; acknowledged: string[] }

/** A client as OpenTelemetry ships it: it tries a batch again as the OTLP specification says, and gives up after its time. */
const runClient = async (url: string, tallies: Map<number, Tally>, now: () => number | undefined): Promise<void> => {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, timeoutMillis: 20_000 })
  const createBatch = createSpans()
  for (let round = now(); round !== undefined; round = now()) {
    const spans = createBatch(round)
    const tally = tallies.get(round)!
    tally.sent += spans.length
    const code = await new Promise((resolve) => exporter.export(spans, (result) => resolve(result.code)))
    if (code === ExportResultCode.SUCCESS) tally.acknowledged.push(...spans.map((span) => span.spanContext().spanId))
  }
  await exporter.shutdown()
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const countRounds = async (store: Store, folder: string, tallies: Map<number, Tally>): Promise<Round[]> => {
  const path = join(folder, 'acknowledged.tsv')
  writeFileSync(
    path,
    [...tallies].flatMap(([round, { acknowledged }]) => acknowledged.map((id) => `${round}\t${id}\n`)).join(''),
  )
  const { rows: found } = await store.query<{ round: number; found: number; doubled: number }>(
    `SELECT toInt32(extract(SpanName, '[0-9]+')) AS round, toInt32(uniqExact(SpanId)) AS found, toInt32(count() - uniqExact(SpanId)) AS doubled
      FROM otel_traces GROUP BY round`,
  )
  const { rows: lost } = await store.query<{ round: number; lost: number }>(
    `SELECT round, toInt32(count()) AS lost FROM file('${path}', TSV, 'round Int32, id String')
      WHERE id NOT IN (SELECT SpanId FROM otel_traces) GROUP BY round`,
  )
  return [...tallies].map(([round, { sent, acknowledged }]) => ({
    round,
    sent,
    acknowledged: acknowledged.length,
    found: found.find((row) => row.round === round)?.found ?? 0,
    lost: lost.find((row) => row.round === round)?.lost ?? 0,
    doubled: found.find((row) => row.round === round)?.doubled ?? 0,
  }))
}

const toTotal = (rounds: readonly Round[]): Round => {
  const sum = (key: keyof Round): number => rounds.reduce((total, round) => total + round[key], 0)
  return {
    round: rounds.length,
    sent: sum('sent'),
    acknowledged: sum('acknowledged'),
    found: sum('found'),
    lost: sum('lost'),
    doubled: sum('doubled'),
  }
}

const count = async (folder: string, tallies: Map<number, Tally>): Promise<Durability> => {
  const store = await openStore({ path: join(folder, 'clickhouse') })
  try {
    const rounds = await countRounds(store, folder, tallies)
    const { rows } = await store.query<{ rollup: number; traces: number }>(
      'SELECT (SELECT toInt32(sum(requests)) FROM request_rollup) AS rollup, (SELECT toInt32(count()) FROM otel_traces_trace_id_ts) AS traces',
    )
    return { rounds, total: toTotal(rounds), ...rows[0]! }
  } finally {
    await store.close()
  }
}

/** Waits for a random number of acknowledgements, and then a few moments more, so that a kill meets every step of the way. */
const waitForLoad = async (tally: Tally): Promise<void> => {
  const wanted = batchSize * (1 + Math.floor(Math.random() * 60))
  const deadline = Date.now() + 15_000
  while (tally.acknowledged.length < wanted && Date.now() < deadline) await sleep(5)
  await sleep(Math.random() * 150)
}

/** Kills the hub with SIGKILL at a random moment of each round, while clients send; then counts what is in the store. */
export const runDurability = async ({
  folder,
  rounds,
  onRound = () => {},
}: {
  /** Data folder of the hub; empty at the beginning. */
  readonly folder: string
  readonly rounds: number
  readonly onRound?: (round: number) => void
}): Promise<Durability> => {
  const port = await findFreePort()
  const tallies = new Map<number, Tally>()
  let current: number | undefined = 1
  tallies.set(current, { sent: 0, acknowledged: [] })
  let hub = await startHub(folder, port)
  const running = Array.from({ length: clients }, () => runClient(`http://127.0.0.1:${port}`, tallies, () => current))
  for (let round = 1; round <= rounds; round++) {
    await waitForLoad(tallies.get(round)!)
    await end(hub, 'SIGKILL')
    onRound(round)
    current = round < rounds ? round + 1 : undefined
    if (current !== undefined) tallies.set(current, { sent: 0, acknowledged: [] })
    hub = await startHub(folder, port)
  }
  await Promise.all(running)
  await end(hub, 'SIGTERM')
  return count(folder, tallies)
}
