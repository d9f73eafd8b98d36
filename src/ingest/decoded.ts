import type { RowBlock } from '../row-block.ts'

/** Records of one request that are not stored, for one reason. */
export type RecordRefusal = {
  readonly reason: 'record_invalid' | 'time_outside' | 'time_unit'
  readonly count: number
  /** What is wrong with them, for the client. */
  readonly sentence: string
}

/**
 * The result of decoding a request: a block for each table and day, the number of accepted records, and the rejected
 * ones.
 */
export type Decoded = {
  readonly blocks: readonly Omit<RowBlock, 'digest'>[]
  readonly accepted: number
  readonly refusals: readonly RecordRefusal[]
}

/**
 * Reads the protobuf bytes of an export request into Native blocks. Throws `Undecodable` when they are not such a
 * request; then nothing of it is kept. Not reentrant: columns are shared between requests.
 */
export type Decoder = (body: Buffer) => Decoded

/** Blocks of a request, with its rejected records. */
export const toDecoded = (blocks: Decoded['blocks'], refusals: readonly RecordRefusal[]): Decoded => ({
  blocks,
  refusals,
  accepted: blocks.reduce((sum, { rows }) => sum + rows, 0),
})
