import type { AnswerOf } from '../api.ts'
import type { FileRow } from '../download/csv.ts'

const toTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** The points of a chart as rows of a file: a column for each line, called as the line. */
export const toPointRows = (
  t: readonly number[],
  series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
): readonly FileRow[] =>
  t.map((seconds, index) => ({
    time: toTime(seconds),
    ...Object.fromEntries(series.map(({ name, values }) => [name, values[index] ?? null])),
  }))

/** Exemplars as rows of a file. */
export const toExemplarRows = (exemplars: AnswerOf<'metric-series'>['exemplars']): readonly FileRow[] =>
  exemplars.map(({ t, ...exemplar }) => ({ time: toTime(t), ...exemplar }))
