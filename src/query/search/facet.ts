import { type Static, type TArray, type TInteger, type TObject, type TString, Type } from 'typebox'
import { toTodaysPairsSql } from './attribute-sql.ts'

/** A value and its number of records. */
export const facetValue: TObject<{ value: TString; count: TInteger }> = Type.Object({
  value: Type.String(),
  count: Type.Integer(),
})
export type FacetValue = Static<typeof facetValue>

/** An attribute with its most frequent values. */
export const attributeFacet: TObject<{
  key: TString
  count: TInteger
  distinct: TInteger
  values: TArray<typeof facetValue>
}> = Type.Object({
  key: Type.String(),
  count: Type.Integer({ description: 'Records that have it.' }),
  distinct: Type.Integer({ description: 'Number of different values.' }),
  values: Type.Array(facetValue, { description: 'The most frequent values, at most 10.' }),
})
export type AttributeFacet = Static<typeof attributeFacet>

/** Values longer than this are texts, not suitable as a filter. */
const maxValueLength = 120

const maxAttributes = 40

type Row = {
  readonly key: string
  readonly records: string
  readonly distinct: string
  readonly values: string[]
  readonly counts: string[]
}

/** Maximum records in which attributes are counted: reading every map of millions of rows would take seconds. */
export const facetSample = 5000

/**
 * SQL that counts attributes in rows of one column `pairs`, an array of (key, value). An attribute whose values are
 * hardly ever repeated, such as a request id, is omitted. Old names count as the current ones.
 */
export const toAttributeFacetSql = (rows: string): string => `
  SELECT key, toString(sum(n)) AS records, toString(count()) AS distinct,
    groupArray(10)(value) AS values, groupArray(10)(toString(n)) AS counts
  FROM (
    SELECT pair.1 AS key, pair.2 AS value, count() AS n
    FROM (SELECT arrayJoin(${toTodaysPairsSql('pairs')}) AS pair FROM (${rows}))
    WHERE length(value) BETWEEN 1 AND ${maxValueLength} GROUP BY key, value ORDER BY n DESC, value)
  GROUP BY key HAVING count() * 2 <= sum(n) + 2 ORDER BY count() > 1 DESC, sum(n) DESC, key LIMIT ${maxAttributes}`

/** A row of `toAttributeFacetSql`. */
export const toAttributeFacet = ({ key, records, distinct, values, counts }: Row): AttributeFacet => ({
  key,
  count: Number(records),
  distinct: Number(distinct),
  values: values.map((value, index) => ({ value, count: Number(counts[index]) })),
})

export type AttributeFacetRow = Row

/** Adds counts of one window to those of the previous ones. */
export const addCount = (counts: Map<string, number>, value: string, count: number): void => {
  counts.set(value, (counts.get(value) ?? 0) + count)
}

/** The most frequent values first. */
export const toFacet = (counts: ReadonlyMap<string, number>, max = 50): FacetValue[] =>
  [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, max)
