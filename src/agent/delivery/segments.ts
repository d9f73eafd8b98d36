/** Records that are encoded and closed. */
export type Segment = {
  /** Their bytes, in parts that follow one another. */
  readonly sections: readonly Buffer[]
  readonly records: number
  /** What it takes in memory. */
  readonly bytes: number
  /** What the parts lie in and can be written to again. */
  readonly memory: readonly Buffer[]
}

/** Where records are gathered until a segment is full. How they come in is a matter of their encoding. */
export type OpenSegment = {
  /** What was gathered, or undefined when there is nothing. Gathering begins again. */
  close(): Segment | undefined
  /** Takes the memory of a segment back that nobody needs any more. */
  recycle(segment: Segment): void
  readonly records: number
  readonly bytes: number
}

/** Bytes of all parts together. */
export const toSize = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)
