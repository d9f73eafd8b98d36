type Counted = { readonly value: string; readonly count: number }

/** Counts of two parts of a range as one, the commonest first. */
export const mergeCounts = (a: readonly Counted[], b: readonly Counted[]): Counted[] => {
  const counts = new Map(a.map(({ value, count }) => [value, count]))
  for (const { value, count } of b) counts.set(value, (counts.get(value) ?? 0) + count)
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((x, y) => y.count - x.count)
}

/** Whether attributes were counted in fewer records than there are. */
export const isSampled = (sampled: number, services: readonly Counted[]): boolean =>
  sampled < services.reduce((sum, { count }) => sum + count, 0)

type Attribute = { readonly count: number }

/** Attributes are counted in a sample: of two samples the larger one is better. */
export const largerSample = <A extends Attribute>(a: readonly A[], b: readonly A[]): readonly A[] => {
  const size = (sample: readonly A[]): number => sample.reduce((sum, { count }) => sum + count, 0)
  return size(a) >= size(b) ? a : b
}
