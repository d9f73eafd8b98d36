import { acquireBuffer } from './buffer-pool.ts'
import { type Column, clearColumn, createColumn, putBytes, putText, toColumnBytes } from './column.ts'

/** A column of a table in the Native format: its bytes are those of its parts, in order. */
export type NativeColumn = {
  readonly name: string
  /** ClickHouse type of the bytes. `LowCardinality(String)` of the table is `String` here; the engine casts it. */
  readonly type: string
  /**
   * `Array(T)`: offsets, then T. `Map(K, V)`: offsets, keys, values. Columns of one nested structure may share their
   * offsets.
   */
  readonly parts: readonly Column[]
}

/** Name and type of a column as the Native format writes them before its data. */
const toHeader = (column: NativeColumn): Buffer => {
  const header = createColumn()
  putText(header, column.name)
  putText(header, column.type)
  return toColumnBytes(header)
}

/** Converts filled columns to blocks. `take` copies them into a buffer of the pool, and clears them. */
export type BlockBuilder = { readonly take: (rows: number) => Uint8Array; readonly clear: () => void }

export const createBlockBuilder = (columns: readonly NativeColumn[]): BlockBuilder => {
  const headers = columns.map(toHeader)
  const parts = new Set(columns.flatMap((column) => column.parts))
  const clear = (): void => {
    for (const part of parts) clearColumn(part)
  }
  const take = (rows: number): Uint8Array => {
    const block: Column = { bytes: acquireBuffer(toSize(columns, headers)), length: 0, total: 0 }
    putVarint(block, columns.length)
    putVarint(block, rows)
    for (let i = 0; i < columns.length; i++) {
      putBytes(block, headers[i]!, 0, headers[i]!.length)
      for (const part of columns[i]!.parts) putBytes(block, part.bytes, 0, part.length)
    }
    clear()
    return block.bytes.subarray(0, block.length)
  }
  return { take, clear }
}

const putVarint = (block: Column, value: number): void => {
  let rest = value
  while (rest > 0x7f) {
    block.bytes[block.length++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  block.bytes[block.length++] = rest
}

/** Exact size except for the two counts, for which ten bytes are sufficient. */
const toSize = (columns: readonly NativeColumn[], headers: readonly Buffer[]): number => {
  let size = 10
  for (const header of headers) size += header.length
  for (const column of columns) for (const part of column.parts) size += part.length
  return size
}
