import type { RecordRefusal } from './decoded.ts'

/**
 * Which times records may have: those that the tables keep, up to an hour ahead for clocks that run fast. Rows of other
 * times would be removed again at once, and each day that they touch is a partition of its own, which costs the store
 * more than a thousand rows of today.
 */
export type RecordTimes = {
  /** Begins a request: its time of receipt is now, and nothing is refused yet. */
  readonly begin: () => void
  /**
   * The day of the time at a place (-1: none), in days since 1970; a time of zero is that of receipt. `refused` for a
   * time that is not kept, which is counted.
   */
  readonly dayAt: (bytes: Buffer, at: number) => number
  /** The time of receipt as OTLP writes times, which records without one have. */
  readonly receipt: Buffer
  /** What was refused in this request. */
  readonly refusals: () => RecordRefusal[]
}

/** Stands for the day of a record that is not stored. */
export const refused = -1

const dayNs = 86_400e9
const aheadNs = 3_600e9

/**
 * Units that clients use where nanoseconds are due, told by their size: seconds of 2001 to 2128 and so on are days of
 * early 1970 as nanoseconds.
 */
const units = [
  { unit: 'seconds', from: 1e9, to: 5e9 },
  { unit: 'milliseconds', from: 1e12, to: 5e12 },
  { unit: 'microseconds', from: 1e15, to: 5e15 },
] as const
type Unit = (typeof units)[number]['unit']

/** Where nothing is removed, times begin above those units: at the end of February 1970. */
const firstNs = 5e15

/** A double: exact to a quarter of a microsecond, which is enough to tell a day. */
const readNs = (bytes: Buffer, at: number): number =>
  at < 0 ? 0 : bytes.readUInt32LE(at + 4) * 0x1_0000_0000 + bytes.readUInt32LE(at)

/** Whether the time at a place (-1: none) is missing. */
export const isZeroTime = (bytes: Buffer, at: number): boolean => readNs(bytes, at) === 0

const toIso = (ns: number): string => new Date(ns / 1e6).toISOString().replace(/\.\d+Z$/, 'Z')

export type TimeLimits = {
  /** Days to keep records; 0: forever. */
  readonly retentionDays: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const createRecordTimes = ({ retentionDays, now = Date.now }: TimeLimits): RecordTimes => {
  const receipt = Buffer.alloc(8)
  let received = 0
  let from = 0
  let to = 0
  let outside = 0
  const inUnit = new Map<Unit, number>()
  const refuse = (ns: number): number => {
    const found = units.find((each) => ns >= each.from && ns < each.to)
    if (found === undefined) outside++
    else inUnit.set(found.unit, (inUnit.get(found.unit) ?? 0) + 1)
    return refused
  }
  return {
    receipt,
    begin: () => {
      const ms = now()
      received = ms * 1e6
      receipt.writeBigUInt64LE(BigInt(ms) * 1_000_000n)
      from = retentionDays === 0 ? firstNs : received - retentionDays * dayNs
      to = received + aheadNs
      outside = 0
      inUnit.clear()
    },
    dayAt: (bytes, at) => {
      const ns = readNs(bytes, at) || received
      if (ns >= from && ns <= to) return Math.floor(ns / dayNs)
      return refuse(ns)
    },
    refusals: () => {
      const refusals: RecordRefusal[] = [...inUnit].map(([unit, count]) => ({
        reason: 'time_unit',
        count,
        sentence: `times are in ${unit}, where nanoseconds are due`,
      }))
      if (outside > 0) {
        const sentence = `times lie outside of what is kept, ${toIso(from)} to ${toIso(to)}`
        refusals.push({ reason: 'time_outside', count: outside, sentence })
      }
      return refusals
    },
  }
}
