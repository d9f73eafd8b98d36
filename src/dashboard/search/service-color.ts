/** Colours of names, which lie far apart. */
const colors = 8

/** Colours there are: the second eight are for those whose own is taken. */
const allColors = 16

/** Token of a service's colour: the same name has the same colour in every view and on every visit. */
export const serviceColor = (name: string): string => {
  let hash = 2166136261
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619)
  return `--series-${((hash >>> 0) % colors) + 1}`
}

/** Colour of one of many lines. */
export const seriesColor = (index: number): string => `--series-${(index % allColors) + 1}`

/** Colours of a few services side by side: each takes its own, or the next free one, so that neighbours differ. */
export const serviceColors = (names: readonly string[]): ReadonlyMap<string, string> => {
  const taken = new Set<number>()
  const chosen = new Map<string, string>()
  for (const name of names.toSorted()) {
    const first = Number(serviceColor(name).slice(-1)) - 1
    const free = Array.from(
      { length: allColors },
      (_, step) => (step < colors ? 0 : colors) + ((first + step) % colors),
    )
    const at = free.find((each) => !taken.has(each)) ?? first
    taken.add(at)
    chosen.set(name, `--series-${at + 1}`)
  }
  return chosen
}
