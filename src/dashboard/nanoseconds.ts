/** Milliseconds, with their fraction, of an instant in nanoseconds since 1970 as answers carry it. */
export const toMs = (ns: string): number => Number(BigInt(ns) / 1000n) / 1000
