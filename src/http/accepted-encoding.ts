import { toWeights } from './weights.ts'

/**
 * The offered encoding, best first, that an `Accept-Encoding` header prefers; undefined for none
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
