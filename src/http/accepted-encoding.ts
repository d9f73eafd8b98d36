/** `gzip;q=0.5, *` → what is wanted of each name, 0 to 1. */
const toWeights = (header: string): ReadonlyMap<string, number> =>
  new Map(
    header.split(',').map((part) => {
      const [name = '', ...fields] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const weight = fields.find((field) => field.startsWith('q='))?.slice(2)
      return [name, weight === undefined ? 1 : Number(weight) || 0]
    }),
  )

/**
 * The one of the encodings offered, best first, that an `Accept-Encoding` header takes most gladly; undefined for none
 * (RFC 9110, section 12.5.3).
 */
export const acceptedEncoding = <Encoding extends string>(
  header: string | undefined,
  offered: readonly Encoding[],
): Encoding | undefined => {
  if (!header) return undefined
  const weights = toWeights(header)
  const weightOf = (name: Encoding): number => weights.get(name) ?? weights.get('*') ?? 0
  const [best] = offered.filter((name) => weightOf(name) > 0).toSorted((a, b) => weightOf(b) - weightOf(a))
  return best
}
