import { zstdDecompress } from 'node:zlib'

type Frame = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } }

/** Inflates one frame of Zstandard; `engine.bytesWritten` is where it ended. */
const inflateFrame = (bytes: Buffer, maxOutputLength: number): Promise<Frame> =>
  new Promise((resolve, reject) => {
    zstdDecompress(bytes, { maxOutputLength, info: true }, (error, result) => {
      if (error) reject(error)
      else resolve(result as unknown as Frame)
    })
  })

/** No client splits a body into more frames; each costs a job of zlib's threads. */
const maxFrames = 256

/** A Zstandard body may have several frames (RFC 8878, section 3), of which Node reads the first. */
export const inflateFrames = async (
  bytes: Buffer,
  { maxOutputLength }: { maxOutputLength: number },
): Promise<Buffer> => {
  const frames: Buffer[] = []
  let length = 0
  for (let at = 0; at === 0 || at < bytes.length; ) {
    if (frames.length === maxFrames) throw Object.assign(new Error('too many frames'), { code: 'too many frames' })
    const { buffer, engine } = await inflateFrame(bytes.subarray(at), Math.max(1, maxOutputLength - length))
    frames.push(buffer)
    length += buffer.length
    at += engine.bytesWritten
  }
  return frames.length === 1 ? frames[0]! : Buffer.concat(frames, length)
}
