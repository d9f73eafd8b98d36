/**
 * Length of the long texts: what takes the square of it takes minutes, what takes a multiple of it takes milliseconds.
 */
const long = 300_000

const repeat = (text: string): string =>
  `repeat('${text}', ${Math.floor(long / Buffer.byteLength(text.replaceAll('\\', '')))})`
const nest = (open: string, close: string, depth = 50_000): string =>
  `concat(repeat('${open}', ${depth}), '1', repeat('${close}', ${depth}))`

/** Long, deep and repetitive texts, as expressions. */
export const texts: readonly string[] = [
  repeat('a'),
  repeat('ab '),
  repeat('9'),
  repeat(' '),
  repeat('a='),
  repeat('a:b,'),
  repeat('ä'),
  repeat('\\xCC\\x81\\xCC\\xA3'),
  repeat('%41'),
  repeat('&amp;'),
  repeat('&'),
  repeat('<a'),
  repeat('"'),
  repeat('\\\\'),
  repeat('a.'),
  repeat('2020-01-01 '),
  repeat('1 day '),
  nest('{"a":', '}'),
  nest('[', ']'),
  repeat('['),
  repeat('{"a":'),
  `concat('http://a.b/?', ${repeat('a=b&')})`,
  `concat('http://', ${repeat('a.')}, '/')`,
  `concat('{', arrayStringConcat(arrayMap(x -> concat('"k', toString(x), '":1'), range(20000)), ','), '}')`,
]

/** Short texts that others are matched with: patterns, paths, separators. */
export const patterns: readonly string[] = [
  "'a.*b|a'",
  "'a.*?b'",
  "'(a|aa)*$'",
  "'%a%a%a%a%b'",
  "'$.a'",
  "'$.*[*].*'",
  "'a'",
  "''",
  `repeat('a', 2000) || 'b'`,
]

/** An argument by a letter: T a long text, P a pattern, and the rest as they are. */
export type Shape = readonly string[]

const numbers = 'range(100000)'
const words = "arrayMap(x -> concat('a', toString(x % 1000)), range(100000))"
const pairs = `mapFromArrays(${numbers}, ${numbers})`

/** Lists of arguments; a function takes those that it has a signature for. */
export const shapes: readonly Shape[] = [
  ['T'],
  ['T', 'T'],
  ['T', 'P'],
  ['P', 'T'],
  ['T', 'P', 'P'],
  ['T', 'P', '1'],
  ['T', '1'],
  ['T', '100000'],
  ['T', '1', '1'],
  ["['a', 'b']", 'T'],
  ['T', "['a', 'aab']"],
  ['[T]'],
  ['[T, T]', '[T, T]'],
  ['T', 'T', 'T'],
  ["map('a', T)"],
  ["map('a', T)", 'P'],
  [numbers],
  [words],
  [numbers, numbers],
  [numbers, '1'],
  [numbers, '1', '1'],
  [`x -> x % 2`, numbers],
  [`(x, y) -> x < y`, numbers, numbers],
  [`x -> x`, '100', numbers],
  [`(a, x) -> a + x`, numbers, 'toUInt64(0)'],
  [pairs],
  [pairs, pairs],
  [pairs, '1'],
  ['(k, v) -> k % 2', pairs],
  ['1000000000000000000'],
  ['-1'],
  ['255', '1000000000'],
  ['1000000000000000000', '1000000000000000000'],
  [`bitmapBuild(${numbers})`],
  [`bitmapBuild(${numbers})`, `bitmapBuild(${numbers})`],
  [`bitmapBuild(${numbers})`, '1', '1000'],
  ['now64(9)', 'P'],
]

/** The shortest of its kind, to see whether a function takes it. */
export const toShort = (argument: string): string => argument.replace(/\bT\b|\bP\b/g, "'a'").replaceAll('100000)', '1)')

const fill = (arguments_: Shape, text: string, pattern: string): string =>
  arguments_.map((argument) => argument.replace(/\b[TP]\b/g, (letter) => (letter === 'T' ? text : pattern))).join(', ')

const has = (shape: Shape, letter: string): boolean =>
  shape.some((argument) => new RegExp(`\\b${letter}\\b`).test(argument))

/** What a shape stands for: all texts where there is one alone, some of them where more would be too many. */
export const toCalls = (name: string, shape: Shape): string[] => {
  const isAlone = shape.length === 1
  const some = has(shape, 'P')
    ? texts.filter((_, index) => index % 6 === 0)
    : texts.filter((_, index) => index % 3 === 0)
  const chosen = has(shape, 'T') ? (isAlone ? texts : some) : ["''"]
  return chosen.flatMap((text) =>
    (has(shape, 'P') ? patterns : ["''"]).map((pattern) => `\`${name}\`(${fill(shape, text, pattern)})`),
  )
}

const types = [
  'JSON',
  'Dynamic',
  'Array(String)',
  'Array(Array(UInt8))',
  'Map(String, String)',
  'Tuple(a String, b Array(String))',
  'Variant(String, Array(String), JSON)',
  'DateTime64(9)',
  'Decimal(76, 10)',
  'UUID',
  'IPv6',
  'Float64',
  'Polygon',
  'Nullable(Int256)',
]

/** Casts of each long text to each kind of type whose values are read from text. */
export const casts: readonly (readonly string[])[] = types.map((type) =>
  texts.map((text) => `CAST(${text}, '${type}')`),
)

/** What an aggregate function is called with, over a hundred thousand rows. */
export const aggregateShapes: readonly string[] = [
  '(x)',
  '(x, x)',
  '(toString(x))',
  '([x, x])',
  '(3)(x)',
  '(100, 1)(x)',
  '(0.5)(x, x)',
  '(10)(x, toString(x))',
  '(map(x, x))',
  '(10)(toDateTime(x), x = 1, x = 2)',
]
