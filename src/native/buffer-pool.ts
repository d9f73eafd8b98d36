/**
 * Memory of Native blocks, lent to one request after another. New memory for each counted as garbage of V8, which under
 * load collected it a dozen times a second: a quarter of the hub's CPU per span.
 */

/** Sizes are powers of two, the smallest and the largest by these exponents; larger blocks get memory of their own. */
const minExponent = 14
const maxExponent = 22

/** Bytes that are kept for the next requests. */
const maxFreeBytes = 16 * 2 ** 20

const free = Array.from({ length: maxExponent + 1 }, (): Buffer[] => [])
let freeBytes = 0

const toExponent = (bytes: number): number => Math.max(minExponent, 32 - Math.clz32(bytes - 1))

/** Memory of at least so many bytes, with anything in it. */
export const lendMemory = (bytes: number): Buffer => {
  const exponent = toExponent(bytes)
  if (exponent > maxExponent) return Buffer.allocUnsafeSlow(bytes)
  const memory = free[exponent]!.pop()
  if (memory === undefined) return Buffer.allocUnsafeSlow(2 ** exponent)
  freeBytes -= memory.length
  return memory
}

/** Takes back what `lendMemory` gave, or a part of it: nobody may read it any more. */
export const takeBackMemory = ({ buffer }: Uint8Array): void => {
  const memory = Buffer.from(buffer as ArrayBuffer)
  const exponent = toExponent(memory.length)
  if (memory.length !== 2 ** exponent || exponent > maxExponent || freeBytes + memory.length > maxFreeBytes) return
  freeBytes += memory.length
  free[exponent]!.push(memory)
}
