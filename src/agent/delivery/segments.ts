/** Records that are encoded and closed. */
export type Segment = {
  /** Their bytes, in parts that follow one another. */
  readonly sections: readonly Buffer[]
  readonly records: number
  /** Memory that it takes. */
  readonly bytes: number
  /** The buffers that hold the parts and can be reused. */
  readonly memory: readonly Buffer[]
}

/** Collects records until a segment is full. How they are added depends on their encoding. */
export type OpenSegment = {
  /** Returns the collected records, or undefined if there are none, and starts a new segment. */
  close(): Segment | undefined
  /** Takes back the memory of a segment that is no longer needed. */
  recycle(segment: Segment): void
  readonly records: number
  readonly bytes: number
}

/** Bytes of all parts together. */
export const toSize = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)
