import type { Socket } from 'node:net'

/**
 * The protocol of hub and engine over a socket pair, in frames: length of the payload (u32), kind (u8) and id
 * (u32), little endian, then the payload. An answer has the id of its request.
 */
export const frameKinds = {
  /** Hub to engine: run statements. Payload: `RunMessage` as JSON. */
  run: 1,
  /**
   * Hub to engine: close a session; its statements that have not started do not start. Payload: its name.
   */
  closeSession: 2,
  /** Engine to hub: the folder is open. */
  ready: 3,
  /** Engine to hub: the folder cannot be opened. Payload: `FaultMessage` as JSON. */
  fault: 4,
  /** Engine to hub, twice a second: the process responds. Payload: its resident memory in bytes (f64). */
  beat: 5,
  /** Engine to hub: rows (f64) and bytes (f64) of the last statement, then its answer in the format requested. */
  result: 6,
  /** Engine to hub: a statement failed. Payload: `FailureMessage` as JSON. */
  failure: 7,
} as const

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds]

export type RunMessage = {
  /**
   * A session runs its statements one after another, concurrently with other sessions; it is opened at its first use.
   */
  readonly session: string
  /** Run in order; the last one's answer is the answer. */
  readonly statements: readonly string[]
  /** Format of the last one's answer. */
  readonly format: string
  /** The session is closed after these statements. */
  readonly once?: boolean | undefined
}

export type FailureMessage = { readonly message: string; readonly clickhouseCode?: number | undefined }

/** A PlainsightError by code and facts, or the message of any other error. */
export type FaultMessage =
  | { readonly code: string; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly message: string }

export type Frame = { readonly kind: FrameKind; readonly id: number; readonly payload: Buffer }

const headBytes = 9

/** Bytes of rows and bytes before the answer in a `result`. */
export const sizeBytes = 16

/** Writes one frame; the parts of its payload are not copied. */
export const writeFrame = (socket: Socket, kind: FrameKind, id: number, ...parts: readonly Uint8Array[]): void => {
  const head = Buffer.allocUnsafe(headBytes)
  head.writeUInt32LE(
    parts.reduce((sum, part) => sum + part.length, 0),
    0,
  )
  head.writeUInt8(kind, 4)
  head.writeUInt32LE(id, 5)
  socket.cork()
  for (const part of [head, ...parts]) socket.write(part)
  socket.uncork()
}

/** Accepts bytes as they arrive and calls back with each complete frame. */
export const createFrameReader = (onFrame: (frame: Frame) => void): ((chunk: Buffer) => void) => {
  const head = Buffer.alloc(headBytes)
  let headLength = 0
  let payload: Buffer | undefined
  let filled = 0
  const take = (chunk: Buffer): number => {
    if (payload === undefined) {
      const taken = chunk.copy(head, headLength)
      headLength += taken
      if (headLength === headBytes) payload = Buffer.allocUnsafe(head.readUInt32LE(0))
      return taken
    }
    const taken = chunk.copy(payload, filled)
    filled += taken
    return taken
  }
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      rest = rest.subarray(take(rest))
      if (payload === undefined || filled < payload.length) continue
      const frame = { kind: head.readUInt8(4) as FrameKind, id: head.readUInt32LE(5), payload }
      payload = undefined
      headLength = 0
      filled = 0
      onFrame(frame)
    }
  }
}
