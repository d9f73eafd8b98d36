import type { OpenSegment, Segment } from './segments.ts'

export type BacklogLimits = {
  /** Maximum number of records of one export. */
  readonly batch: number
  /** Maximum number of records held, including those in flight. */
  readonly records: number
  /** Maximum number of bytes held. */
  readonly bytes: number
  /** The receiver accepts at most a batch in one request, also at the end of the process. */
  readonly isBatchStrict?: true
}

/** Encoded records that wait to be sent, oldest first, within bounds. */
export type Backlog = {
  /** A record was added to the open segment. True if a batch is full. */
  grown(): boolean
  /** Closes the batch that is being gathered, so that `take` finds it. */
  seal(): void
  /** The oldest records, no more than one batch; they count as held until `done` or `putBack`. */
  take(): readonly Segment[]
  /** Returns a batch that could not be sent: its records are the oldest again. */
  putBack(batch: readonly Segment[]): void
  /** Releases a batch that is sent or abandoned. */
  done(batch: readonly Segment[]): void
  /** Everything that is held, including what is in flight, in batches of a size that receivers accept. */
  all(): (readonly Segment[])[]
  /** Number of records held, including those in flight. */
  readonly held: number
  /** Whether `take` would return something. */
  readonly ready: boolean
}

/** Records are added to `open`; `lose` is called with the number that were dropped to stay within the limits. */
export const createBacklog = (limits: BacklogLimits, open: OpenSegment, lose: (records: number) => void): Backlog => {
  const closed: Segment[] = []
  const away = new Set<readonly Segment[]>()
  let records = 0
  let bytes = 0
  const drop = (segment: Segment): void => {
    records -= segment.records
    bytes -= segment.bytes
  }
  const makeRoom = (): void => {
    let dropped = 0
    while (closed.length > 0 && (records > limits.records || bytes > limits.bytes)) {
      const oldest = closed.shift() as Segment
      drop(oldest)
      dropped += oldest.records
    }
    if (dropped > 0) lose(dropped)
  }
  const seal = (): void => {
    const segment = open.close()
    if (!segment) return
    closed.push(segment)
    records += segment.records
    bytes += segment.bytes
    makeRoom()
  }
  return {
    grown: () => {
      // A segment takes only a part of the limit, so that dropping one does not drop everything.
      if (open.records < limits.batch && open.bytes < limits.bytes >> 3) return false
      seal()
      return true
    },
    seal,
    take: () => {
      const batch = takeBatch(closed, limits.batch)
      away.add(batch)
      return batch
    },
    putBack: (batch) => {
      away.delete(batch)
      closed.unshift(...batch)
      makeRoom()
    },
    done: (batch) => {
      away.delete(batch)
      for (const segment of batch) {
        drop(segment)
        open.recycle(segment)
      }
    },
    all: () => {
      seal()
      return [...away, ...(limits.isBatchStrict ? closed.map((segment) => [segment]) : toBigBatches(closed))]
    },
    get held() {
      return records + open.records
    },
    get ready() {
      return closed.length > 0
    },
  }
}

const takeBatch = (closed: Segment[], maxRecords: number): Segment[] => {
  const batch: Segment[] = []
  let records = 0
  while (closed[0] && (batch.length === 0 || records + closed[0].records <= maxRecords)) {
    const segment = closed.shift() as Segment
    records += segment.records
    batch.push(segment)
  }
  return batch
}

/** In bytes: receivers reject requests of many megabytes. */
const maxBatchBytes = 4 * 1024 * 1024

/** Few large requests instead of many: at the end of a process there is little time, and each request costs some. */
const toBigBatches = (closed: readonly Segment[]): Segment[][] => {
  const batches: Segment[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const segment of closed) {
    bytes += segment.bytes
    if (bytes > maxBatchBytes) {
      batches.push([])
      bytes = segment.bytes
    }
    batches.at(-1)?.push(segment)
  }
  return batches
}
