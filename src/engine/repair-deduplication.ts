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

/** Whether the part exists, alone or merged into a larger one. */
const isThere = (part: string, folder: string): boolean => {
  const [, partition, block] = partName.exec(part) ?? []
  return list(folder).some((name) => {
    const [, other, first, last] = partName.exec(name) ?? []
    return other === partition && Number(first) <= Number(block) && Number(block) <= Number(last)
  })
}

/** The newest log with a complete line, without an incomplete last one. */
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
 * The engine notes in its deduplication log that it has a block, and only then puts the block's part into the table. If
 * it is killed in between, it drops the block when it is inserted again, and the rows are lost. So before the engine
 * opens a folder, the last note of every table is compared with the existing parts, and reverted (operation 2, as the
 * engine itself writes it) if its part is missing. Returns the parts whose notes were reverted. One insert runs at a
 * time, so there is no more than one a table.
 * @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Storages/MergeTree/MergeTreeDeduplicationLog.cpp
 */
export const repairDeduplication = (path: string): string[] => {
  const store = join(path, 'store')
  const folders = list(store).flatMap((prefix) => list(join(store, prefix)).map((table) => join(store, prefix, table)))
  return folders.map(repairTable).filter((part) => part !== undefined)
}
