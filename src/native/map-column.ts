import type { NativeColumn } from './block.ts'
import { addOffset, type Column, createColumn, putBytes } from './column.ts'

/** A column of maps from text to text. */
export type MapColumn = { readonly offsets: Column; readonly keys: Column; readonly values: Column }

export const createMapColumn = (): MapColumn => ({
  offsets: createColumn(),
  keys: createColumn(),
  values: createColumn(),
})

/** The column in a block; `outer` are the offsets of the enclosing array, for maps in nested structures. */
export const toNativeMap = (name: string, map: MapColumn, outer?: Column): NativeColumn => {
  const parts = [map.offsets, map.keys, map.values]
  return outer === undefined
    ? { name, type: 'Map(String, String)', parts }
    : { name, type: 'Array(Map(String, String))', parts: [outer, ...parts] }
}

/** One map, encoded once and put into many rows: attributes of a resource or a scope. */
export type EncodedMap = { readonly keys: Buffer; readonly values: Buffer; readonly entries: number }

export const emptyMap: EncodedMap = { keys: Buffer.alloc(0), values: Buffer.alloc(0), entries: 0 }

/** Adds a row that holds an encoded map. */
export const putEncodedMap = (column: MapColumn, map: EncodedMap): void => {
  putBytes(column.keys, map.keys, 0, map.keys.length)
  putBytes(column.values, map.values, 0, map.values.length)
  addOffset(column.offsets, map.entries)
}
