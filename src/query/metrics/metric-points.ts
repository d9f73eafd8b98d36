/** The columns of a point besides its time, and how they grow; all SQL. */
export type PointSql = {
  /** Falls at a reset: the count, or the value of a counter. */
  readonly head: string
  /** What grows. */
  readonly values: string
  /** Tells points apart whose values do not compare, as bounds of buckets do; constant where all compare. */
  readonly layout: string
  readonly none: string
  subtract(now: string, before: string): string
  multiply(growth: string, by: string): string
  sum(growth: string): string
}

const numbers = {
  none: 'emptyArrayFloat64()',
  // A client may omit buckets of a point.
  subtract: (now, before) => `arrayMap((now, before) -> now - before, ${now}, arrayResize(${before}, length(${now})))`,
  multiply: (growth, by) => `arrayMap(grown -> grown * ${by}, ${growth})`,
  sum: (growth) => `sumForEach(${growth})`,
} satisfies Partial<PointSql>

/** Counters: their value. */
export const toValuePoint = (factor: string): PointSql => ({
  ...numbers,
  head: 'Value',
  values: `[toFloat64(Value * ${factor})]`,
  layout: '0',
})

/** Histograms of both kinds, and summaries: how many and how much. */
export const toCountPoint = (factor: string): PointSql => ({
  ...numbers,
  head: 'Count',
  values: `[toFloat64(Count), if(isFinite(Sum), toFloat64(Sum * ${factor}), 0.)]`,
  layout: '0',
})

/** Buckets between explicit bounds. */
export const toExplicitPoint = (factor: string): PointSql => ({
  ...numbers,
  head: 'Count',
  values: 'arrayMap(count -> toFloat64(count), BucketCounts)',
  layout: `arrayMap(bound -> bound * ${factor}, ExplicitBounds)`,
})

/** Scale, sign and index of an exponential bucket in one number that JavaScript holds exactly. */
const scaleUnit = 2 ** 40
const signUnit = 2 ** 37
const middleIndex = 2 ** 36

const toKeys = (sign: 0 | 1 | 2, offset: string, counts: string): string =>
  `arrayMap(at -> toInt64((Scale + 32) * ${scaleUnit} + ${sign * signUnit + middleIndex - 1} + ${offset} + at), arrayEnumerate(${counts}))`

/** A decoded key of an exponential bucket; sign 0 is the bucket of zero, 2 that of negative values. */
export const parseBucketKey = (
  key: number,
): { readonly scale: number; readonly sign: number; readonly index: number } => ({
  scale: Math.floor(key / scaleUnit) - 32,
  sign: Math.floor((key % scaleUnit) / signUnit),
  index: (key % signUnit) - middleIndex,
})

/**
 * Exponential buckets as keys and counts. A client lowers the scale as values spread, so points may differ in it: the
 * previous point is subtracted in its own scale, and the reader of the sums converts all to the lowest.
 */
export const toExponentialPoint = (factor: string): PointSql => ({
  head: 'Count',
  values: `(
    arrayConcat(${toKeys(0, '0', '[ZeroCount]')}, ${toKeys(1, 'PositiveOffset', 'PositiveBucketCounts')}, ${toKeys(2, 'NegativeOffset', 'NegativeBucketCounts')}),
    arrayMap(count -> toFloat64(count), arrayConcat([ZeroCount], PositiveBucketCounts, NegativeBucketCounts)))`,
  layout: `toFloat64(${factor})`,
  none: '(emptyArrayInt64(), emptyArrayFloat64())',
  subtract: (now, before) =>
    `(arrayConcat(${now}.1, ${before}.1), arrayConcat(${now}.2, arrayMap(count -> -count, ${before}.2)))`,
  multiply: (growth, by) => `(${growth}.1, arrayMap(grown -> grown * ${by}, ${growth}.2))`,
  sum: (growth) => `sumMap((${growth}).1, (${growth}).2)`,
})
