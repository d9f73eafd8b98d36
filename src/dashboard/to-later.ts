type Axis = { readonly t: readonly number[]; readonly step: number }

/**
 * Values of an earlier time at the points of a later one: of the step that was in the middle of the point, since steps
 * need not be the same.
 */
export const toLater = (
  { t, step }: Axis,
  earlier: Axis,
  values: readonly (number | null)[],
  shiftMs: number,
): (number | null)[] => {
  const first = earlier.t[0] ?? 0
  return t.map((start) => values[Math.floor((start + step / 2 - shiftMs / 1000 - first) / earlier.step)] ?? null)
}
