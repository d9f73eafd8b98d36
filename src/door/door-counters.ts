/**
 * How a request at the door ended. `refused`: not allowed, or not understood; `failed`: the engine or the hub could
 * not.
 */
export const doorOutcomes = ['ok', 'cut', 'refused', 'failed', 'cancelled'] as const
export type DoorOutcome = (typeof doorOutcomes)[number]

/** Kinds of requests that are counted. */
export const doorKinds = ['query', 'insert', 'unknown'] as const
export type DoorKind = (typeof doorKinds)[number]

export type DoorCounters = {
  readonly requests: Record<DoorKind, Record<DoorOutcome, number>>
  sentBytes: number
  receivedBytes: number
  insertedRows: number
  running: number
}

const zeros = (): Record<DoorOutcome, number> => ({ ok: 0, cut: 0, refused: 0, failed: 0, cancelled: 0 })

/** All figures of the door, at 0. */
export const createDoorCounters = (): DoorCounters => ({
  requests: { query: zeros(), insert: zeros(), unknown: zeros() },
  sentBytes: 0,
  receivedBytes: 0,
  insertedRows: 0,
  running: 0,
})
