import { zstdDecompressSync } from 'node:zlib'
import { DoorError } from '../door-error.ts'
import { cityHash128 } from './city-hash.ts'
import { packStored, unpackLz4 } from './lz4.ts'

/** Checksum, method, size with this head from the method on, size unpacked. */
const checksumSize = 16
const headSize = 9
const methods = { plain: 0x02, lz4: 0x82, zstd: 0x90 } as const

/** Bytes of a frame that we write: the checksum of a longer one would block the event loop. */
const frameSize = 65_536

const toFrame = (data: Uint8Array): Uint8Array => {
  const block = packStored(data)
  const frame = new Uint8Array(checksumSize + headSize + block.length)
  const view = new DataView(frame.buffer)
  view.setUint8(checksumSize, methods.lz4)
  view.setUint32(checksumSize + 1, headSize + block.length, true)
  view.setUint32(checksumSize + 5, data.length, true)
  frame.set(block, checksumSize + headSize)
  frame.set(cityHash128(frame.subarray(checksumSize)))
  return frame
}

/**
 * ClickHouse's own compressed frames, which `compress=1` requests, around an answer. Ours are LZ4 that holds the bytes
 * as they are: some readers (the JDBC driver) know no other method, and on the way to a tool on the same machine
 * compressing costs more than it saves (`enable_http_compression` is there for the others).
 */
export const toFrames = function* (bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += frameSize) yield toFrame(bytes.subarray(at, at + frameSize))
}

const damaged = (why: string): DoorError => new DoorError('CANNOT_DECOMPRESS', `The compressed body is damaged: ${why}`)

const unpack = (method: number, packed: Uint8Array, size: number): Uint8Array => {
  try {
    if (method === methods.lz4) return unpackLz4(packed, size)
    if (method === methods.zstd) return zstdDecompressSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    throw damaged((error as Error).message)
  }
  if (method === methods.plain) return packed
  throw damaged(`method ${method} is not known; use LZ4, ZSTD or none`)
}

type Frame = { readonly at: number; readonly end: number; readonly size: number }

/**
 * Each frame costs a checksum, so tiny ones are not allowed: this many frames, and one more for each so many
 * bytes unpacked.
 */
const fewFrames = 64
const minAverageBytes = 4_096

const readHead = (body: Uint8Array, at: number): Frame => {
  const view = new DataView(body.buffer, body.byteOffset + at, body.length - at)
  if (view.byteLength < checksumSize + headSize) throw damaged('it ends within the head of a frame')
  const length = checksumSize + view.getUint32(checksumSize + 1, true)
  if (length < checksumSize + headSize || length > view.byteLength) throw damaged('a frame is longer than the body')
  return { at, end: at + length, size: view.getUint32(checksumSize + 5, true) }
}

/** Checks the headers of all frames, which is cheap, before any of them is unpacked. */
const readHeads = (body: Uint8Array, limit: number): Frame[] => {
  const frames: Frame[] = []
  let total = 0
  for (let at = 0; at < body.length; at = frames.at(-1)!.end) {
    const frame = readHead(body, at)
    frames.push(frame)
    total += frame.size
    if (total > limit) throw new DoorError('QUERY_IS_TOO_LARGE', 'The body is too large when unpacked')
    if (frames.length > fewFrames + limit / minAverageBytes) break
  }
  if (frames.length > fewFrames + total / minAverageBytes) throw damaged('it has too many small frames')
  return frames
}

const readFrame = (body: Uint8Array, { at, end, size }: Frame): Uint8Array => {
  const frame = body.subarray(at, end)
  if (Buffer.compare(cityHash128(frame.subarray(checksumSize)), frame.subarray(0, checksumSize)) !== 0)
    throw damaged('a checksum does not fit')
  const data = unpack(frame[checksumSize]!, frame.subarray(checksumSize + headSize), size)
  if (data.length !== size) throw damaged('a frame has another size than it says')
  return data
}

/**
 * Unpacks the frames of a body that came with `decompress=1`.
 * @throws DoorError `CANNOT_DECOMPRESS`, or `QUERY_IS_TOO_LARGE` past `limit` bytes
 */
export const fromFrames = (body: Uint8Array, limit: number): Uint8Array =>
  Buffer.concat(readHeads(body, limit).map((frame) => readFrame(body, frame)))
