import { join } from 'node:path'
import { type Signal, signals } from '../../src/model.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type HubProcess, startHubProcess } from '../engine/hub-process.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { countRecords, createKnown, type Known, type RoundTally, type TableTally } from './durability-count.ts'
import { batchSizes, loads } from './durability-load.ts'

export type Durability = {
  readonly rounds: readonly RoundTally[]
  readonly tables: readonly TableTally[]
  /** Requests in the rollup; must be the spans found. */
  readonly rollup: number
  /** Traces in the lookup table; must be the spans found, as each span has its own trace. */
  readonly traces: number
  /** Rows of the table of entry spans; must be the spans found, as each has come in. */
  readonly entries: number
  /** How long the page was away after each kill of the engine alone, ms. */
  readonly backMs: readonly number[]
}

/** Clients of each signal. */
const clients = 3

/** One client: sends batches of one signal until there is no round any more. */
const runClient = async (
  url: string,
  {
    signal,
    name,
    rounds,
    now,
  }: { signal: Signal; name: string; rounds: Map<number, Known>; now(): number | undefined },
): Promise<void> => {
  const send = loads[signal](url)
  let records = 0
  for (let round = now(); round !== undefined; round = now()) {
    const current = round
    const marks = Array.from({ length: batchSizes[signal] }, () => ({ round: current, id: `${name}-${records++}` }))
    const known = rounds.get(round)![signal]
    known.sent += marks.length
    if (await send(marks)) known.acknowledged.push(...marks.map(({ id }) => id))
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const count = async (folder: string, known: Map<number, Known>): Promise<Omit<Durability, 'backMs'>> => {
  const store = await openStore({ path: join(folder, 'clickhouse') })
  try {
    const counted = await countRecords(store, folder, known)
    const { rows } = await store.query<Pick<Durability, 'rollup' | 'traces' | 'entries'>>(
      'SELECT (SELECT toInt32(sum(requests)) FROM request_rollup) AS rollup, (SELECT toInt32(count()) FROM otel_traces_trace_id_ts) AS traces, (SELECT toInt32(count()) FROM entry_spans) AS entries',
    )
    return { ...counted, ...rows[0]! }
  } finally {
    await store.close()
  }
}

/**
 * Waits for a random number of acknowledgements, and then a few moments more, so that a kill meets every step of the
 * way.
 */
const waitForLoad = async (known: Known): Promise<void> => {
  const wanted = 100 * (1 + Math.floor(Math.random() * 60))
  const deadline = Date.now() + 15_000
  const acknowledged = (): number => signals.reduce((sum, signal) => sum + known[signal].acknowledged.length, 0)
  while (acknowledged() < wanted && Date.now() < deadline) await sleep(5)
  await sleep(Math.random() * 150)
}

/** What a round kills, in turn. */
const victims = ['hub', 'engine', 'both'] as const

type Killed = {
  readonly hub: HubProcess
  /** From the kill of an engine to the next answer of the page, ms; undefined where the hub itself was killed. */
  readonly backMs?: number
}

const kill = async (
  victim: (typeof victims)[number],
  hub: HubProcess,
  start: () => Promise<HubProcess>,
  url: string,
): Promise<Killed> => {
  const engine = await hub.enginePid()
  if (victim !== 'hub') process.kill(engine, 'SIGKILL')
  if (victim !== 'engine') {
    await hub.end('SIGKILL')
    return { hub: await start() }
  }
  const killed = performance.now()
  const answers = () => fetch(`${url}/readyz`).then(({ ok }) => ok)
  await eventually('an answer after the engine was killed', answers)
  return { hub, backMs: performance.now() - killed }
}

/**
 * Kills hub, engine, or both, with SIGKILL at a random moment of each round, while clients send all signals; then
 * counts what is in the store.
 */
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
  const url = `http://127.0.0.1:${port}`
  const start = (): Promise<HubProcess> => startHubProcess(folder, port)
  const known = new Map<number, Known>([[1, createKnown()]])
  const backMs: number[] = []
  let current: number | undefined = 1
  let hub = await start()
  const running = signals.flatMap((signal) =>
    Array.from({ length: clients }, (_, index) => {
      const name = `${signal}-${index}`
      return runClient(url, { signal, name, rounds: known, now: () => current })
    }),
  )
  for (let round = 1; round <= rounds; round++) {
    await waitForLoad(known.get(round)!)
    const killed = await kill(victims[round % victims.length]!, hub, start, url)
    hub = killed.hub
    if (killed.backMs !== undefined) backMs.push(killed.backMs)
    onRound(round)
    if (round < rounds) known.set(round + 1, createKnown())
    current = round < rounds ? round + 1 : undefined
  }
  await Promise.all(running)
  await hub.end('SIGTERM')
  return { ...(await count(folder, known)), backMs }
}
