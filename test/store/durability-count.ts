import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Signal, signals } from '../../src/model.ts'
import type { Store } from '../../src/store/store.ts'
import { type JournaledTable, journaledTables, tables } from '../../src/tables.ts'

/** What became of records. */
export type Tally = {
  readonly sent: number
  /** The client was told that they are kept. */
  readonly acknowledged: number
  readonly found: number
  /** Acknowledged and not found: must be 0. */
  readonly lost: number
  /** Found more than once: must be 0. */
  readonly doubled: number
}
export type RoundTally = Tally & { readonly round: number }
export type TableTally = Tally & { readonly table: JournaledTable }
type Cell = RoundTally & TableTally

/** What clients know of one round: how many records they sent, and the ids of those that were acknowledged. */
export type Known = Record<Signal, { sent: number; readonly acknowledged: string[] }>

export const createKnown = (): Known => ({
  traces: { sent: 0, acknowledged: [] },
  logs: { sent: 0, acknowledged: [] },
  metrics: { sent: 0, acknowledged: [] },
})

const attributes: Readonly<Record<Signal, string>> = {
  traces: 'SpanAttributes',
  logs: 'LogAttributes',
  metrics: 'Attributes',
}

type Count = { readonly round: number; readonly n: number; readonly doubled?: number }

/** Asks one table what it has of each round, and what it lacks of the ids in a file. */
const countTable = async (
  store: Store,
  table: JournaledTable,
  path: string,
  rounds: Map<number, Known>,
): Promise<Cell[]> => {
  const signal = tables[table].source
  const id = `${attributes[signal]}['id']`
  const { rows: found } = await store.query<Count>(
    `SELECT toInt32(${attributes[signal]}['round']) AS round, toInt32(uniqExact(${id})) AS n, toInt32(count() - uniqExact(${id})) AS doubled
      FROM ${table} GROUP BY round`,
  )
  const { rows: lost } = await store.query<Count>(
    `SELECT round, toInt32(count()) AS n FROM file('${path}', TSV, 'round Int32, id String')
      WHERE id NOT IN (SELECT ${id} FROM ${table}) GROUP BY round`,
  )
  return [...rounds].map(([round, known]) => {
    const row = found.find((candidate) => candidate.round === round)
    return {
      round,
      table,
      sent: known[signal].sent,
      acknowledged: known[signal].acknowledged.length,
      found: row?.n ?? 0,
      lost: lost.find((candidate) => candidate.round === round)?.n ?? 0,
      doubled: row?.doubled ?? 0,
    }
  })
}

const writeAcknowledged = (folder: string, signal: Signal, rounds: Map<number, Known>): string => {
  const path = join(folder, `acknowledged-${signal}.tsv`)
  const lines = [...rounds].flatMap(([round, known]) => known[signal].acknowledged.map((id) => `${round}\t${id}\n`))
  writeFileSync(path, lines.join(''))
  return path
}

export const toTotal = (tallies: readonly Tally[]): Tally => {
  const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0)
  return {
    sent: sum('sent'),
    acknowledged: sum('acknowledged'),
    found: sum('found'),
    lost: sum('lost'),
    doubled: sum('doubled'),
  }
}

/**
 * Compares what clients know with what the store has, by round and by table. `folder` takes a file of ids per signal.
 */
export const countRecords = async (
  store: Store,
  folder: string,
  rounds: Map<number, Known>,
): Promise<{ rounds: RoundTally[]; tables: TableTally[] }> => {
  const paths = new Map(signals.map((signal) => [signal, writeAcknowledged(folder, signal, rounds)]))
  const cells: Cell[] = []
  for (const table of journaledTables)
    cells.push(...(await countTable(store, table, paths.get(tables[table].source) ?? '', rounds)))
  return {
    rounds: [...rounds.keys()].map((round) => ({ round, ...toTotal(cells.filter((cell) => cell.round === round)) })),
    tables: journaledTables.map((table) => ({ table, ...toTotal(cells.filter((cell) => cell.table === table)) })),
  }
}
