import type { OpenSegment } from '../delivery/segments.ts'

/** Holds whole request bodies, one per segment. */
export type BodySegment = OpenSegment & { write(body: Buffer): void }

export const createBodySegment = (): BodySegment => {
  let body: Buffer | undefined
  return {
    write: (whole) => {
      body = whole
    },
    close: () => {
      if (body === undefined) return undefined
      const segment = { sections: [body], records: 1, bytes: body.length, memory: [] }
      body = undefined
      return segment
    },
    recycle: () => undefined,
    get records() {
      return body === undefined ? 0 : 1
    },
    get bytes() {
      return body?.length ?? 0
    },
  }
}
