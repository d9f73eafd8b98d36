import { type Column, putBytes, putLength, putSlice, reserve } from '../../native/column.ts'
import { createFindings } from '../../privacy/text/findings.ts'
import { scanText } from '../../privacy/text/scan.ts'
import { replaceFindings } from '../../privacy/text/scrub.ts'
import type { IngestCounters } from '../ingest-counters.ts'

/** Puts text into a column, scrubbed. */
export type TextWriter = {
  /** @param addresses false: what looks like an IPv4 address stays (the value is a version) */
  readonly put: (column: Column, source: Buffer, start: number, end: number, addresses: boolean) => void
  /** The same for text that is on its way into JSON. */
  readonly toScrubbed: (text: string) => string
}

/** Shorter values are checked while they are copied; for longer ones the scan is worth its call. */
const shortValue = 16

/**
 * How suspicious each byte makes a short value. Bits 0 to 7 count digits, 8 to 15 dots, 16 to 23 colons; from
 * bit 24 on, bytes that alone are reason to look: `@`, `%`, `=`, space. Prefixes of tokens are none: with their tokens
 * they are longer than a short value.
 */
const suspicion = new Int32Array(256)
suspicion.fill(1, 0x30, 0x3a)
suspicion[0x2e] = 1 << 8
suspicion[0x3a] = 1 << 16
suspicion[0x40] = 1 << 24
suspicion[0x25] = 1 << 24
suspicion[0x3d] = 1 << 24
suspicion[0x20] = 1 << 24

/**
 * Whether a short value can be an address (three dots or two colons), a card (13 digits), a named secret (`x:y`) or one
 * of the rest.
 */
const isSuspicious = (sum: number): boolean => sum >= 1 << 16 || (sum & 0xff) >= 13 || (sum & 0xff00) >= 3 << 8

export const createTextWriter = (scrub: boolean, counters: IngestCounters): TextWriter => {
  const found = createFindings()
  const putScanned = (column: Column, source: Buffer, start: number, end: number, addresses: boolean): void => {
    if (scanText(source, start, end, found, addresses) === 0) {
      putSlice(column, source, start, end)
      return
    }
    for (let i = 0; i < found.count; i++) counters.scrubbed[found.kinds[i]!]++
    const clean = replaceFindings(source, start, end, found)
    putSlice(column, clean, 0, clean.length)
  }
  const putShort = (column: Column, source: Buffer, start: number, end: number, addresses: boolean): void => {
    reserve(column, shortValue + 5)
    const { bytes } = column
    const before = column.length
    let at = before
    bytes[at++] = end - start
    let sum = 0
    for (let i = start; i < end; i++) {
      const byte = source[i]!
      bytes[at++] = byte
      sum += suspicion[byte]!
    }
    if (isSuspicious(sum)) putScanned(column, source, start, end, addresses)
    else column.length = at
  }
  const toScrubbed = (text: string): string => {
    const source = Buffer.from(text)
    if (scanText(source, 0, source.length, found) === 0) return text
    for (let i = 0; i < found.count; i++) counters.scrubbed[found.kinds[i]!]++
    return replaceFindings(source, 0, source.length, found).toString()
  }
  if (!scrub) return { put: putPlain, toScrubbed: (text) => text }
  return {
    put: (column, source, start, end, addresses) =>
      end - start < shortValue
        ? putShort(column, source, start, end, addresses)
        : putScanned(column, source, start, end, addresses),
    toScrubbed,
  }
}

const putPlain = (column: Column, source: Buffer, start: number, end: number): void => {
  reserve(column, 5)
  putLength(column, end - start)
  putBytes(column, source, start, end)
}
