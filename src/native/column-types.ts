import { IncorrectData, type NativeReader } from './reader.ts'

/**
 * The layout of one type in a Native block: a `prefix` before all values, and the values. Both functions skip the data
 * and validate it.
 */
export type NativeType = {
  prefix(reader: NativeReader): void
  values(reader: NativeReader, rows: number): void
}

const none = (): void => undefined

const fixed = (size: number): NativeType => ({ prefix: none, values: (reader, rows) => reader.skip(rows * size) })

const text: NativeType = { prefix: none, values: (reader, rows) => reader.skipTexts(rows) }

/** Only 0 and 1 are valid; the engine would store any other value. */
const bool: NativeType = {
  prefix: none,
  values: (reader, rows) => {
    for (let row = 0; row < rows; row++)
      if (reader.byte() > 1) throw new IncorrectData('a Bool in it is neither 0 nor 1')
  },
}

const simple: Readonly<Record<string, NativeType>> = {
  Bool: bool,
  DateTime: fixed(4),
  Float32: fixed(4),
  Float64: fixed(8),
  Int8: fixed(1),
  Int16: fixed(2),
  Int32: fixed(4),
  Int64: fixed(8),
  String: text,
  UInt8: fixed(1),
  UInt16: fixed(2),
  UInt32: fixed(4),
  UInt64: fixed(8),
}

/** The end offset of each row comes first, then all items. Returns the number of items. */
const readEnds = (reader: NativeReader, rows: number): number => {
  let last = 0
  for (let row = 0; row < rows; row++) {
    const end = reader.length()
    if (end < last) throw new IncorrectData('the rows of an Array or Map in it go backwards')
    last = end
  }
  return last
}

const array = (item: NativeType): NativeType => ({
  prefix: item.prefix,
  values: (reader, rows) => item.values(reader, readEnds(reader, rows)),
})

const pair = (key: NativeType, value: NativeType): NativeType => ({
  prefix: (reader) => {
    key.prefix(reader)
    value.prefix(reader)
  },
  values: (reader, rows) => {
    key.values(reader, rows)
    value.values(reader, rows)
  },
})

/** The only version of dictionaries. */
const sharedVersion = 1

/**
 * Width of a dictionary's indexes (1, 2, 4 or 8 bytes, by power), for dictionaries with additional keys, with or
 * without the flag to update the dictionary.
 */
const powers: ReadonlyMap<number, number> = new Map(
  [0, 1, 2, 3].flatMap((power) => [
    [0x200 + power, power],
    [0x600 + power, power],
  ]),
)

/** A dictionary, then an index into it for each row. */
const lowCardinality = (item: NativeType): NativeType => ({
  prefix: (reader) => {
    if (reader.unsigned(8) !== sharedVersion)
      throw new IncorrectData('a LowCardinality in it has a version that is not known')
  },
  values: (reader, rows) => {
    if (rows === 0) return
    const power = powers.get(reader.unsigned(8))
    if (power === undefined) throw new IncorrectData('a LowCardinality in it is stored in a way that is not known')
    const keys = reader.length()
    item.values(reader, keys)
    if (reader.length() !== rows) throw new IncorrectData('a LowCardinality in it has another number of rows')
    for (let row = 0; row < rows; row++) {
      if (reader.unsigned(2 ** power) >= keys)
        throw new IncorrectData('a LowCardinality in it points outside of its dictionary')
    }
  },
})

const inner = (type: string, outer: string): string | undefined =>
  type.startsWith(`${outer}(`) && type.endsWith(')') ? type.slice(outer.length + 1, -1) : undefined

/** `LowCardinality(String), String` → its two parts; commas within brackets do not separate. */
const splitPair = (text: string): readonly [string, string] | undefined => {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')') depth--
    else if (text[at] === ',' && depth === 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  }
  return undefined
}

/**
 * The types that the OTel tables have, and no other.
 * @throws IncorrectData
 */
export const toNativeType = (type: string): NativeType => {
  if (Object.hasOwn(simple, type)) return simple[type]!
  if (/^DateTime64\(\d\)$/.test(type)) return fixed(8)
  const ofArray = inner(type, 'Array')
  if (ofArray !== undefined) return array(toNativeType(ofArray))
  const ofLow = inner(type, 'LowCardinality')
  if (ofLow === 'String') return lowCardinality(text)
  const [key, value] = splitPair(inner(type, 'Map') ?? '') ?? []
  if (key !== undefined && value !== undefined) return array(pair(toNativeType(key), toNativeType(value)))
  throw new IncorrectData(`the type ${type.slice(0, 100).replace(/[^\w(), ]/g, '?')} is not supported`)
}
