import { expect, test } from 'vitest'
import { checkNative, type TableColumns } from './check-blocks.ts'

const rowsOf = (body: Uint8Array, columns: TableColumns): number => checkNative(body, { columns, time: 'Timestamp' })

const word = (value: number): number[] => [
  value & 0xff,
  (value >> 8) & 0xff,
  (value >> 16) & 0xff,
  value >>> 24,
  0,
  0,
  0,
  0,
]
const text = (value: string): number[] => [value.length, ...Buffer.from(value)]
const column = (name: string, type: string, ...values: number[]): number[] => [...text(name), ...text(type), ...values]
const block = (columns: number, rows: number, ...bytes: number[]): Uint8Array =>
  Uint8Array.from([columns, rows, ...bytes])

const columns = new Map([
  ['Body', 'String'],
  ['Flags', 'UInt8'],
])
const one = (type: string): Map<string, string> => new Map([['X', type]])

/** A dictionary of two entries, then the indexes of three rows. */
const low = (...numbers: number[]): number[] => [
  ...word(0x600),
  ...word(2),
  ...text(''),
  ...text('a'),
  ...word(numbers.length),
  ...numbers,
]

test('blocks are counted by rows', () => {
  const body = block(2, 2, ...column('Flags', 'UInt8', 1, 2), ...column('Body', 'String', ...text('a'), ...text('')))
  expect(rowsOf(body, columns)).toBe(2)
  expect(rowsOf(Buffer.concat([body, body]), columns)).toBe(4)
  expect(rowsOf(new Uint8Array(), columns)).toBe(0)
  expect(rowsOf(block(0, 0), columns)).toBe(0)
  expect(rowsOf(Buffer.concat([body, block(0, 0)]), columns)).toBe(2)
})

const day = (days: number): number[] => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(days) * 86_400_000_000_000n + 1n)
  return [...bytes]
}
const days = (count: number): Uint8Array =>
  block(
    1,
    count,
    ...column('Timestamp', 'DateTime64(9)', ...Array.from({ length: count }, (_, n) => day(20_000 + n)).flat()),
  )
const times = new Map([['Timestamp', 'DateTime64(9)']])

test('rows may be of ten days', () => {
  expect(rowsOf(days(10), times)).toBe(10)
  expect(rowsOf(Buffer.concat(Array(100).fill(days(10))), times)).toBe(1000)
  expect(() => rowsOf(days(11), times)).toThrow(/of more than 10 days/)
  expect(() => rowsOf(days(120), times)).toThrow(/of more than 10 days/)
})

test('blocks may be many when each has rows, and not without an end', () => {
  const one = block(1, 1, ...column('X', 'UInt8', 1))
  const types = new Map([['X', 'UInt8']])
  expect(rowsOf(Buffer.concat(Array(1000).fill(one)), types)).toBe(1000)
  expect(() => rowsOf(Buffer.concat(Array(1001).fill(one)), types)).toThrow(/more than 1000 blocks/)
})

test.each([
  ['LowCardinality(String)', 'String', [...word(1), ...low(0, 1, 1)]],
  ['String', 'LowCardinality(String)', [...text('a'), ...text('b'), ...text('')]],
  ['Array(DateTime64(9))', 'Array(DateTime64(9))', [...word(0), ...word(1), ...word(2), ...word(5), ...word(6)]],
  [
    'Map(LowCardinality(String), String)',
    'Map(LowCardinality(String), String)',
    [...word(1), ...word(0), ...word(1), ...word(2), ...low(0, 1), ...text('x'), ...text('y')],
  ],
  [
    'Array(Map(LowCardinality(String), String))',
    'Array(Map(LowCardinality(String), String))',
    [...word(1), ...word(0), ...word(0), ...word(0)],
  ],
  ['Bool', 'Bool', [0, 1, 1]],
])('%s is taken for %s', (sent, wanted, values) => {
  expect(rowsOf(block(1, 3, ...column('X', sent, ...values)), one(wanted))).toBe(3)
})

test.each([
  ['a column that is not there', block(1, 1, ...column('Nobody', 'String', ...text('a'))), columns],
  ['a column too few', block(1, 1, ...column('Body', 'String', ...text('a'))), columns],
  [
    'a column twice',
    block(2, 1, ...column('Body', 'String', ...text('a')), ...column('Body', 'String', ...text('a'))),
    columns,
  ],
  ['another type', block(2, 1, ...column('Body', 'String', ...text('a')), ...column('Flags', 'UInt16', 1, 1)), columns],
  [
    'a type that is not known',
    block(1, 1, ...column('X', 'AggregateFunction(sum, UInt8)', 1)),
    one('AggregateFunction(sum, UInt8)'),
  ],
  ['too many columns', block(101, 1), columns],
  ['rows without columns', block(0, 1), columns],
  ['columns without rows', block(2, 0, ...column('Flags', 'UInt8'), ...column('Body', 'String')), columns],
  [
    'columns without rows before a block',
    Buffer.concat([block(1, 0, ...column('X', 'UInt8')), block(1, 1, ...column('X', 'UInt8', 1))]),
    one('UInt8'),
  ],
  [
    'an empty block before another',
    Buffer.concat([block(0, 0), block(1, 1, ...column('X', 'UInt8', 1))]),
    one('UInt8'),
  ],
  ['empty blocks', block(0, 0, 0, 0), one('UInt8')],
  ['a billion rows', Uint8Array.from([1, 0x80, 0x94, 0xeb, 0xdc, 3, ...column('X', 'UInt8', 1)]), one('UInt8')],
  ['a number without end', Uint8Array.from([1, 255, 255, 255, 255, 255, 255]), one('UInt8')],
  [
    'a text that is longer than the body',
    block(1, 1, ...column('X', 'String', 0xff, 0xff, 0xff, 0x7f, 1)),
    one('String'),
  ],
  ['an array of a billion', block(1, 1, ...column('X', 'Array(UInt8)', ...word(1_000_000_000))), one('Array(UInt8)')],
  [
    'an array that goes backwards',
    block(1, 2, ...column('X', 'Array(UInt8)', ...word(2), ...word(1), 1, 1)),
    one('Array(UInt8)'),
  ],
  [
    'an index beyond the dictionary',
    block(1, 1, ...column('X', 'LowCardinality(String)', ...word(1), ...low(2))),
    one('String'),
  ],
  [
    'another number of rows in a dictionary',
    block(1, 1, ...column('X', 'LowCardinality(String)', ...word(1), ...low(0, 0))),
    one('String'),
  ],
  [
    'a dictionary that is shared',
    block(1, 1, ...column('X', 'LowCardinality(String)', ...word(1), ...word(0x700), ...word(0))),
    one('String'),
  ],
  [
    'a dictionary of another version',
    block(1, 1, ...column('X', 'LowCardinality(String)', ...word(2), ...low(0))),
    one('String'),
  ],
  ['a truth of 2', block(1, 1, ...column('X', 'Bool', 2)), one('Bool')],
  ['a byte too many', block(1, 1, ...column('X', 'UInt8', 1), 0), one('UInt8')],
])('%s is refused', (_what, body, wanted) => {
  expect(() => rowsOf(body, wanted)).toThrow(/not the Native format/)
})

test('types nested without end are refused and not followed', () => {
  const type = 'Array('.repeat(600)
  const long = [0x80 | (type.length & 0x7f), type.length >> 7]
  const body = Uint8Array.from([1, 1, ...text('X'), ...long, ...Buffer.from(type)])
  expect(() => rowsOf(body, one('String'))).toThrow(/not the Native format/)
})
