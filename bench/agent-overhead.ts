// The overhead of instrumentation: CPU per request of three apps with each agent, as a ratio to no agent within the
// same run. Usage: node bench/agent-overhead.ts [--rounds 5] [--seconds 5] [--apps a,b,c] [--peers
// plainsight,sdk-node,…] With --parts: the hook with each opt-in part, as ratios to the hook alone, on app d. The
// method is in docs/benchmarks.md. Needs wrk and taskset (Debian: wrk, util-linux) and two cores.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type App, type Measured, measure } from './agent/measure.ts'
import { createParts } from './agent/parts.ts'
import { createPeers, type Peer } from './agent/peers.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    apps: { type: 'string', default: '' },
    peers: { type: 'string', default: '' },
    parts: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const cache = join(import.meta.dirname, '..', '.cache', 'bench')
const receiverPort = 14318

const apps: readonly App[] = [
  { name: 'a', file: 'app-bare.cjs', path: '/' },
  { name: 'b', file: 'app-express.cjs', path: '/items/7' },
  { name: 'c', file: 'app-realistic.cjs', path: '/items/7' },
  { name: 'd', file: 'app-usage.cjs', path: '/items/7' },
]
const names = (values.apps || (values.parts ? 'd' : 'a,b,c')).split(',')

/** Peers that are not dependencies of ours are installed into a separate cache. */
const providePeers = (): void => {
  if (existsSync(join(cache, 'node_modules/dd-trace'))) return
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{"private":true}')
  spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      cache,
      'dd-trace@6.21.0',
      'prom-client@15.1.3',
      'pino-http@11.0.0',
      '@opentelemetry/instrumentation-pino@0.70.0',
    ],
    { stdio: 'inherit' },
  )
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
const none: Peer = { name: 'none', flags: [], env: {} }

type Row = {
  readonly ratios: number[]
  readonly rss: number[]
  readonly start: number[]
  readonly cpu: number[]
  readonly base: number[]
}

type Contest = { readonly base: Peer; readonly peers: readonly Peer[] }

const createContest = (receiver: string): Contest => {
  const all = createPeers(receiver, cache)
  const [plainsight = none] = all
  const contest = values.parts
    ? { base: plainsight, peers: createParts(plainsight, receiver) }
    : { base: none, peers: all }
  return values.peers
    ? { ...contest, peers: contest.peers.filter(({ name }) => values.peers.split(',').includes(name)) }
    : contest
}

/** Each peer runs between two runs of the base (no agent, or the hook alone), and is compared with their mean. */
const measureRound = async (app: App, { base, peers }: Contest, rows: Map<string, Row>): Promise<void> => {
  const options = { seconds, port: 13000 }
  let before: Measured = await measure(app, base, options)
  for (const peer of peers) {
    const watched = await measure(app, { ...peer, env: { ...peer.env, BENCH_CACHE: cache } }, options)
    const after = await measure(app, base, options)
    const row = rows.get(peer.name) ?? { ratios: [], rss: [], start: [], cpu: [], base: [] }
    rows.set(peer.name, row)
    row.ratios.push(watched.cpuMicroseconds / ((before.cpuMicroseconds + after.cpuMicroseconds) / 2))
    row.rss.push(watched.rssMiB - (before.rssMiB + after.rssMiB) / 2)
    row.start.push(watched.startMs - (before.startMs + after.startMs) / 2)
    row.cpu.push(watched.cpuMicroseconds)
    row.base.push((before.cpuMicroseconds + after.cpuMicroseconds) / 2)
    before = after
  }
}

const main = async (): Promise<void> => {
  if (!values.parts) providePeers()
  const receiver = spawn('taskset', ['-c', '1', process.execPath, join(import.meta.dirname, 'agent/receiver.cjs')], {
    env: { ...process.env, PORT: String(receiverPort) },
    stdio: 'inherit',
  })
  try {
    const contest = createContest(`http://127.0.0.1:${receiverPort}`)
    console.log(
      '| app | with | CPU ratio, median (min–max) | µs a request | µs without | start +ms | RSS +MiB |\n|---|---|---|---|---|---|---|',
    )
    for (const app of apps.filter(({ name }) => names.includes(name))) {
      const rows = new Map<string, Row>()
      for (let round = 0; round < rounds; round++) await measureRound(app, contest, rows)
      for (const [name, { ratios, rss, start, cpu, base }] of rows)
        console.log(
          `| ${app.name} | ${name} | ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}) | ${median(cpu).toFixed(1)} | ${median(base).toFixed(1)} | ${median(start).toFixed(0)} | ${median(rss).toFixed(0)} |`,
        )
    }
    console.log(JSON.stringify(await (await fetch(`http://127.0.0.1:${receiverPort}`)).json()))
  } finally {
    receiver.kill()
  }
}

await main()
