/** A part of the range that is read at once, in nanoseconds: `from` inside, `to` outside. */
export type Window = { readonly from: bigint; readonly to: bigint }

export const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const later = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** A range in milliseconds as a window. */
export const toWindow = ({ from, to }: { from: number; to: number }): Window => ({
  from: BigInt(from) * 1_000_000n,
  to: BigInt(to) * 1_000_000n,
})

/** Milliseconds since 1970 of an instant in nanoseconds, rounded down. */
export const toMilliseconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n)
