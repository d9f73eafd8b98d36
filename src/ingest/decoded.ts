import type { RowBlock } from '../model.ts'

/** What a request came to: blocks for the tables, and how many records were taken or refused. */
export type Decoded = {
  readonly blocks: readonly Omit<RowBlock, 'digest'>[]
  readonly accepted: number
  readonly refused: number
  /** Why records were refused, for the sender; empty when none were. */
  readonly reason: string
}

/**
 * Reads the protobuf bytes of an export request into Native blocks. Throws `Undecodable` when they are not such a request; then nothing of it is kept.
 * Not to be entered twice at a time: columns are shared between requests.
 */
export type Decoder = (body: Buffer) => Decoded
