import { setTimeout as sleep } from 'node:timers/promises'
import type { RowBlock } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'

type Waiting = { readonly block: RowBlock; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/** After so many times `commitMs` without a commit, nobody else is writing. */
const quietFactor = 10

export type GroupCommit = {
  /** Settles when the block is on disk, or could not be written. */
  write(block: RowBlock): Promise<void>
  /** Writes at once what is waiting. */
  flush(): Promise<void>
  /** Bytes that wait for their write. */
  readonly bytes: number
}

/**
 * Collects blocks for `commitMs`, then passes the blocks of each table to `writeTable` together: one `fdatasync` serves
 * them all. A block that comes after a pause is alone, and does not wait.
 */
export const createGroupCommit = ({
  commitMs,
  inTurn,
  writeTable,
}: {
  readonly commitMs: number
  /** Runs tasks one after another. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>
  readonly writeTable: (table: JournaledTable, blocks: readonly RowBlock[]) => Promise<void>
}): GroupCommit => {
  let waiting: Waiting[] = []
  let bytes = 0
  let committedAt = Number.NEGATIVE_INFINITY

  const settle = async (table: JournaledTable, entries: readonly Waiting[]): Promise<void> => {
    try {
      await writeTable(
        table,
        entries.map((entry) => entry.block),
      )
      for (const entry of entries) entry.resolve()
    } catch (error) {
      for (const entry of entries) entry.reject(error)
    }
  }

  const commit = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    const tables = Map.groupBy(batch, (entry) => entry.block.table)
    await Promise.all([...tables].map(([table, entries]) => settle(table, entries)))
    for (const { block } of batch) bytes -= block.bytes.byteLength
    committedAt = performance.now()
  }

  const scheduleCommit = async (): Promise<void> => {
    if (performance.now() - committedAt < quietFactor * commitMs) await sleep(commitMs)
    await inTurn(commit)
  }

  return {
    write: (block) =>
      new Promise((resolve, reject) => {
        waiting.push({ block, resolve, reject })
        bytes += block.bytes.byteLength
        if (waiting.length === 1) void scheduleCommit()
      }),
    flush: () => inTurn(commit),
    get bytes() {
      return bytes
    },
  }
}
