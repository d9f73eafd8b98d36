import { appendFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

/** Name of a part: partition, first and last block in it, and what merges and mutations add. */
const partName = /^(.+?)_(\d+)_(\d+)_\d+(?:_\d+)?$/

const logNumber = (file: string): number => Number(/_(\d+)\.txt$/.exec(file)?.[1] ?? 0)

const list = (path: string): string[] => {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** Is the part there, by itself or merged into a larger one? */
const isThere = (part: string, folder: string): boolean => {
  const [, partition, block] = partName.exec(part) ?? []
  return list(folder).some((name) => {
    const [, other, first, last] = partName.exec(name) ?? []
    return other === partition && Number(first) <= Number(block) && Number(block) <= Number(last)
  })
}

/** The newest log that says anything, without a last line that was torn. */
const loadNewest = (logs: string): { readonly path: string; readonly text: string } | undefined => {
  const paths = list(logs)
    .sort((a, b) => logNumber(b) - logNumber(a))
    .map((file) => join(logs, file))
  for (const path of paths) {
    const whole = readFileSync(path, 'latin1')
    const text = whole.slice(0, whole.lastIndexOf('\n') + 1)
    if (text.length < whole.length) truncateSync(path, text.length)
    if (text !== '') return { path, text }
  }
  return undefined
}

const repairTable = (folder: string): string | undefined => {
  const newest = loadNewest(join(folder, 'deduplication_logs'))
  const [operation, part = '', block] = newest?.text.trimEnd().split('\n').at(-1)?.split('\t') ?? []
  if (newest === undefined || operation !== '1' || isThere(part, folder)) return undefined
  appendFileSync(newest.path, `2\t${part}\t${block}\n`)
  return part
}

/**
 * The engine notes in its deduplication log that it has a block, and only then puts the block's part into the table.
 * Killed in between, it would drop the block when it comes again, and the rows would be lost. So before the engine
 * opens a folder, the last note of every table is compared with the parts that are there, and taken back (operation 2,
 * as the engine itself writes it) when its part is not. Returns the parts whose notes were taken back. One insert runs
 * at a time, so there is no more than one a table.
 * @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Storages/MergeTree/MergeTreeDeduplicationLog.cpp
 */
export const repairDeduplication = (path: string): string[] => {
  const store = join(path, 'store')
  const folders = list(store).flatMap((prefix) => list(join(store, prefix)).map((table) => join(store, prefix, table)))
  return folders.map(repairTable).filter((part) => part !== undefined)
}
