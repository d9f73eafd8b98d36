import { type CountQuery, type LogQuery, type Matcher, toPattern } from './logql.ts'
import type { Entry, Labels } from './streams.ts'

/** A line with the labels of its stream. */
export type Line = Entry & { readonly labels: Labels }

type Bounds = { readonly from: bigint; readonly to: bigint }

const toTest = ({ by, value }: { readonly by: string; readonly value: string }, isWhole: boolean) => {
  const pattern = by.includes('~') ? toPattern(value, isWhole) : undefined
  const finds = (text: string): boolean =>
    pattern ? pattern.test(text) : isWhole ? text === value : text.includes(value)
  return by.startsWith('!') ? (text: string) => !finds(text) : finds
}

const toTests = (matchers: readonly Matcher[]) =>
  matchers.map((matcher) => {
    const holds = toTest(matcher, true)
    return (labels: Labels): boolean => holds(labels[matcher.name] ?? '')
  })

/** Lines that a query finds, the newest first. */
export const selectLines = (
  all: readonly Line[],
  { streams, lines, fields }: LogQuery,
  { from, to }: Bounds,
): Line[] => {
  const ofStream = toTests(streams)
  const ofFields = toTests(fields)
  const ofLine = lines.map((filter) => toTest(filter, false))
  return all
    .filter(
      ({ nanoseconds, labels, metadata, line }) =>
        nanoseconds >= from &&
        nanoseconds < to &&
        ofStream.every((holds) => holds(labels)) &&
        ofFields.every((holds) => holds({ ...metadata, ...labels })) &&
        ofLine.every((holds) => holds(line)),
    )
    .toSorted((a, b) => (a.nanoseconds < b.nanoseconds ? 1 : -1))
}

export type Counted = {
  readonly labels: Labels
  readonly values: readonly (readonly [seconds: number, value: number])[]
}

/** Points of a query that counts, at each step of a range; its bounds and step in milliseconds. */
export const countLines = (
  all: readonly Line[],
  { of, by, seconds, isRate }: CountQuery,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): Counted[] => {
  const toNano = (at: number): bigint => BigInt(at) * 1_000_000n
  const groups = new Map<string, { readonly labels: Labels; readonly counts: Map<number, number> }>()
  for (const line of selectLines(all, of, { from: toNano(start - seconds * 1000), to: toNano(end) + 1n })) {
    const own: Labels = { ...line.metadata, ...line.labels }
    const labels = Object.fromEntries(by.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])))
    const key = JSON.stringify(labels)
    const { counts } = groups.get(key) ?? { counts: new Map<number, number>() }
    groups.set(key, { labels, counts })
    const at = Number(line.nanoseconds) / 1e6
    // A line counts at each point that is not before it, and not longer after it than is counted back.
    const first = start + Math.max(0, Math.ceil((at - start) / step)) * step
    for (let point = first; point <= end && point < at + seconds * 1000; point += step)
      counts.set(point, (counts.get(point) ?? 0) + 1)
  }
  return [...groups.values()].map(({ labels, counts }) => ({
    labels,
    values: [...counts]
      .toSorted(([a], [b]) => a - b)
      .map(([point, count]) => [point / 1000, isRate ? count / seconds : count]),
  }))
}
