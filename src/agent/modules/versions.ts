const comparator = /^(>=|<=|>|<|=)?\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?/

/**
 * Whether a version is in a range such as `>=5.14.0 <11`, whose comparators must all hold; `*` matches every version.
 */
export const isInRange = (version: string, range: string): boolean =>
  range.split(/\s+/).every((part) => part === '*' || part === '' || holds(version, part))

const holds = (version: string, part: string): boolean => {
  const match = comparator.exec(part)
  if (!match) return false
  const order = compare(
    toNumbers(version),
    [match[2], match[3], match[4]].map((text) => Number(text ?? 0)),
  )
  if (match[1] === '>=') return order >= 0
  if (match[1] === '<') return order < 0
  if (match[1] === '>') return order > 0
  return match[1] === '<=' ? order <= 0 : order === 0
}

const toNumbers = (version: string): number[] => (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number)

const compare = (left: readonly number[], right: readonly number[]): number => {
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
