import { randomBytes } from 'node:crypto'
import { type JournaledTable, journaledTables } from '../tables.ts'

export const dataSuffix = '.native'
export const sideSuffix = '.index'

/**
 * A segment's name: when it was begun, a random part, its table. It is also its token in the store, so it is never used
 * twice.
 */
export const createSegmentName = (table: JournaledTable, time: number): string =>
  `${String(time).padStart(13, '0')}-${randomBytes(6).toString('hex')}.${table}`

/** Reads a segment's name; `undefined` for anything else that lies in the folder. */
export const parseSegmentName = (
  name: string,
): { readonly table: JournaledTable; readonly time: number } | undefined => {
  const [, time, word] = /^(\d{13})-[0-9a-f]{12}\.(\w+)$/.exec(name) ?? []
  const table = journaledTables.find((known) => known === word)
  return table && time ? { table, time: Number(time) } : undefined
}
