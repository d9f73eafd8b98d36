import { type Static, type TArray, type TBoolean, type TInteger, Type } from 'typebox'
import type { QuestionContext } from '../question.ts'
import { scannedFields, toScannedFields } from './answer-fields.ts'
import type { Binder } from './binder.ts'
import {
  type AttributeFacet,
  type AttributeFacetRow,
  attributeFacet,
  facetSample,
  toAttributeFacet,
  toAttributeFacetSql,
} from './facet.ts'
import { type ScanOptions, scanNewestFirst } from './newest-first.ts'
import type { Window } from './window.ts'

/** Fields that all facet responses have, besides their own counts. */
export const facetFields: {
  attributes: TArray<typeof attributeFacet>
  sampled: TInteger
  reachedMs: TInteger
  complete: TBoolean
  windowMs: TInteger
} = {
  attributes: Type.Array(attributeFacet, { description: 'Counted in the newest records only.' }),
  sampled: Type.Integer({ description: 'Most records in which attributes were counted.' }),
  ...scannedFields,
}

const fields = Type.Object(facetFields)

/** Once this many records are found, the attributes of older ones are not read. */
const enough = 1000

/** The same with fewer records, if finding them took this long. */
const [enoughWhenSlow, slowMs] = [100, 50]

/** Target duration of reading the attributes: of a window that took longer to count, only the newest part is read. */
const attributesMs = 60

/**
 * Start of that part. It should still have enough records, with a factor of two in case they are distributed unevenly.
 */
const toNewestPart = ({ from, to }: Window, found: number, elapsedMs: number): bigint => {
  const share = Math.min(1, Math.max(attributesMs / elapsedMs, (2 * enoughWhenSlow) / found))
  return to - ((to - from) * BigInt(Math.round(share * 1024))) / 1024n
}

/** Records of a window, their attributes in two maps: those of `narrow` take precedence over those of `wide`. */
export type AttributeRows = {
  readonly table: string
  readonly where: string
  readonly binder: Binder
  readonly narrow: string
  readonly wide: string
}

const readAttributes = async (
  { store, timeoutMs }: QuestionContext,
  { table, where, binder, narrow, wide }: AttributeRows,
): Promise<AttributeFacet[]> => {
  // The maps unchanged in the subquery: the engine then reads only those of the newest rows, not of all rows that it
  // sorts.
  const rows = `SELECT CAST(mapUpdate(${wide}, ${narrow}), 'Array(Tuple(String, String))') AS pairs FROM (
    SELECT ${wide}, ${narrow} FROM ${table} WHERE ${where} ORDER BY Timestamp DESC LIMIT ${facetSample})`
  const asked = store.query<AttributeFacetRow>(toAttributeFacetSql(rows), { params: binder.params, timeoutMs })
  return (await asked).rows.map(toAttributeFacet)
}

/**
 * Counts records, newest first: `count` processes one window and returns its number of records. Then counts the
 * attributes of the newest records.
 */
export const scanFacets = async (
  context: QuestionContext,
  range: Window,
  asked: {
    count: (window: Window) => Promise<number>
    attributesOf: (window: Window) => AttributeRows
    scan: Omit<ScanOptions, 'timeoutMs'>
  },
): Promise<Static<typeof fields>> => {
  const started = performance.now()
  let total = 0
  let sample: { readonly newest: bigint; readonly whole: bigint } | undefined
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      const before = performance.now()
      const found = await asked.count(window)
      const now = performance.now()
      total += found
      if (total >= (now - started > slowMs ? enoughWhenSlow : enough))
        sample ??= { newest: toNewestPart(window, found, now - before), whole: window.from }
      return found > 0 ? 'some' : 'none'
    },
    // Half of the time is reserved for the attributes.
    { timeoutMs: context.timeoutMs, ...asked.scan, share: 0.5 },
  )
  const read = (from: bigint): Promise<AttributeFacet[]> =>
    readAttributes(context, asked.attributesOf({ from, to: range.to }))
  const { newest, whole } = sample ?? { newest: scanned.reached, whole: scanned.reached }
  let attributes = total === 0 ? [] : await read(newest)
  // The records are distributed so unevenly that this part has none.
  if (total > 0 && attributes.length === 0 && newest > whole) attributes = await read(whole)
  return { attributes, sampled: facetSample, ...toScannedFields(scanned) }
}
