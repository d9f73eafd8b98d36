type Counted = { readonly value: string; readonly count: number }

/** Counts of two parts of a range as one, the commonest first. */
export const mergeCounts = (a: readonly Counted[], b: readonly Counted[]): Counted[] => {
  const counts = new Map(a.map(({ value, count }) => [value, count]))
  for (const { value, count } of b) counts.set(value, (counts.get(value) ?? 0) + count)
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((x, y) => y.count - x.count)
}
