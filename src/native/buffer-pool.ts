/**
 * A pool of buffers for Native blocks. A new buffer for each request made V8 collect garbage a dozen times a second
 * under load: a quarter of the hub's CPU per span.
 */

/**
 * Exponents of the smallest and the largest size, which are powers of two; larger blocks get a buffer outside of the
 * pool.
 */
const minExponent = 14
const maxExponent = 22

/** Maximum number of bytes that the pool keeps. */
const maxFreeBytes = 16 * 2 ** 20

const free = Array.from({ length: maxExponent + 1 }, (): Buffer[] => [])
let freeBytes = 0

const toExponent = (bytes: number): number => Math.max(minExponent, 32 - Math.clz32(bytes - 1))

/** A buffer of at least this many bytes, with undefined content. */
export const acquireBuffer = (bytes: number): Buffer => {
  const exponent = toExponent(bytes)
  if (exponent > maxExponent) return Buffer.allocUnsafeSlow(bytes)
  const buffer = free[exponent]!.pop()
  if (buffer === undefined) return Buffer.allocUnsafeSlow(2 ** exponent)
  freeBytes -= buffer.length
  return buffer
}

/** Returns a buffer of `acquireBuffer`, or a view of it, to the pool. It must not be used afterwards. */
export const releaseBuffer = (view: Uint8Array): void => {
  const buffer = Buffer.from(view.buffer as ArrayBuffer)
  const exponent = toExponent(buffer.length)
  if (buffer.length !== 2 ** exponent || exponent > maxExponent || freeBytes + buffer.length > maxFreeBytes) return
  freeBytes += buffer.length
  free[exponent]!.push(buffer)
}
