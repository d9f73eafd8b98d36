import { crc32 } from 'node:zlib'

/**
 * Side file of a segment: a header, then one record per block of the segment. It says which bytes are intact, and which
 * requests they came from. A record is written together with its block; a block counts only when both checksums hold.
 */

/** Raise it when header or record change; a journal of another version is rejected. */
export const journalVersion = 1

export const headerBytes = 16
export const recordBytes = 64

const magic = Buffer.from('PLNSGHTJ', 'latin1')
/** Bytes of a request's digest that are kept; requests have 16. */
export const digestBytes = 28

export type BlockRecord = {
  /** Place of the block in the segment. */
  readonly offset: number
  readonly length: number
  readonly rows: number
  /** When it was appended, ms since 1970. */
  readonly time: number
  /** CRC-32 of the block. */
  readonly checksum: number
  /** Digest of the request, filled up with zeros or cut to 28 bytes. */
  readonly digest: Uint8Array
  /**
   * Day of the rows, in days since 1970; 0 in journals of hubs that did not separate days, whose digests left these
   * bytes empty.
   */
  readonly day: number
}

export const toHeader = (): Buffer => {
  const header = Buffer.alloc(headerBytes)
  magic.copy(header)
  header.writeUInt32LE(journalVersion, 8)
  header.writeUInt32LE(recordBytes, 12)
  return header
}

export const toRecord = (record: BlockRecord): Buffer => {
  const bytes = Buffer.alloc(recordBytes)
  bytes.writeDoubleLE(record.offset, 0)
  bytes.writeUInt32LE(record.length, 8)
  bytes.writeUInt32LE(record.rows, 12)
  bytes.writeDoubleLE(record.time, 16)
  bytes.writeUInt32LE(record.checksum, 24)
  bytes.set(record.digest.subarray(0, digestBytes), 28)
  bytes.writeInt32LE(record.day, 56)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60)
  return bytes
}

const parseRecord = (bytes: Buffer): BlockRecord | undefined => {
  if (bytes.length < recordBytes || bytes.readUInt32LE(60) !== crc32(bytes.subarray(0, 60))) return undefined
  return {
    offset: bytes.readDoubleLE(0),
    length: bytes.readUInt32LE(8),
    rows: bytes.readUInt32LE(12),
    time: bytes.readDoubleLE(16),
    checksum: bytes.readUInt32LE(24),
    digest: new Uint8Array(bytes.subarray(28, 56)),
    day: bytes.readInt32LE(56),
  }
}

/** Version that a side file names; `undefined` if the header is incomplete. */
export const parseVersion = (file: Buffer): number | 'unknown' | undefined => {
  if (file.length < headerBytes) return undefined
  return file.subarray(0, 8).equals(magic) ? file.readUInt32LE(8) : 'unknown'
}

/** Records that are intact and consecutive. An incomplete one ends the list: what follows it was never acknowledged. */
export const parseRecords = (file: Buffer): BlockRecord[] => {
  const records: BlockRecord[] = []
  let end = 0
  for (let at = headerBytes; at + recordBytes <= file.length; at += recordBytes) {
    const record = parseRecord(file.subarray(at, at + recordBytes))
    if (record?.offset !== end) break
    end += record.length
    records.push(record)
  }
  return records
}
