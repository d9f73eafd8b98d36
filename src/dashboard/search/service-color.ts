/** Colours of names, which are easy to distinguish. */
const colors = 8

/** All colours: the second eight are for names whose own is taken. */
const allColors = 16

const toToken = (at: number): string => `--series-${at + 1}`

/** The colour that a name has if it is free. */
const ownColor = (name: string): number => {
  let hash = 2166136261
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619)
  return (hash >>> 0) % colors
}

/** The first colour that is not taken, from the name's own on; its own if all are. */
const freeColor = (first: number, taken: ReadonlySet<number>): number =>
  Array.from({ length: allColors }, (_, step) => (step < colors ? 0 : colors) + ((first + step) % colors)).find(
    (each) => !taken.has(each),
  ) ?? first

/** Colours of the services that the page has shown, so that each keeps its own in every view. */
const known = new Map<string, number>()

const toKnownColor = (name: string): number => {
  const color = known.get(name) ?? freeColor(ownColor(name), new Set(known.values()))
  known.set(name, color)
  return color
}

/** Token of a service's colour, the same in every view. */
export const serviceColor = (name: string): string => toToken(toKnownColor(name))

/** Colour of one of many lines. */
export const seriesColor = (index: number): string => toToken(index % allColors)

/** Colours of services side by side, up to sixteen of which differ: the same as elsewhere, as far as possible. */
export const serviceColors = (names: readonly string[]): ReadonlyMap<string, string> => {
  const taken = new Set<number>()
  const chosen = new Map<string, string>()
  for (const name of names.toSorted()) {
    const usual = toKnownColor(name)
    const at = taken.has(usual) ? freeColor(ownColor(name), taken) : usual
    taken.add(at)
    chosen.set(name, toToken(at))
  }
  return chosen
}
