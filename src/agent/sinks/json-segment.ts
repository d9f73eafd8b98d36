import type { OpenSegment } from '../delivery/segments.ts'

/** Overhead of a string in addition to its characters, in bytes. */
const overhead = 64

/** Collects records as JSON, separated by commas. */
export type JsonSegment = OpenSegment & { write(record: object): void }

export const createJsonSegment = (): JsonSegment => {
  let texts: string[] = []
  let bytes = 0
  return {
    write: (record) => {
      const text = JSON.stringify(record)
      texts.push(text)
      bytes += Buffer.byteLength(text) + overhead
    },
    close: () => {
      if (texts.length === 0) return undefined
      const section = Buffer.from(texts.join(','))
      const segment = { sections: [section], records: texts.length, bytes: section.length, memory: [] }
      texts = []
      bytes = 0
      return segment
    },
    recycle: () => undefined,
    get records() {
      return texts.length
    },
    get bytes() {
      return bytes
    },
  }
}

/** An array of the records of several segments, in parts that follow one another. */
export const toJsonArray = (sections: readonly Buffer[]): Buffer[] => [
  open,
  ...sections.flatMap((section, index) => (index === 0 ? [section] : [comma, section])),
  close,
]

const [open, comma, close] = ['[', ',', ']'].map((sign) => Buffer.from(sign)) as [Buffer, Buffer, Buffer]
