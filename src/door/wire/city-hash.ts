const k0 = 0xc3a5c85c97cb3127n
const k1 = 0xb492b66fbe98f273n
const k2 = 0x9ae16a3b2f90404fn
const k3 = 0xc949d7c7509e6557n
const kMultiply = 0x9ddfea08eb382d69n

/** Truncated to 64 bits around every sum and product, so that V8 computes in machine words. */
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, by: bigint): bigint => u64((value >> by) | (value << (64n - by)))
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n)

/** Two words into one. */
const mix = (low: bigint, high: bigint): bigint => {
  const a = shiftMix(u64((low ^ high) * kMultiply))
  const b = shiftMix(u64((high ^ a) * kMultiply))
  return u64(b * kMultiply)
}

const mixShort = (view: DataView, at: number, length: number): bigint => {
  const size = BigInt(length)
  const end = at + length
  if (length > 8) {
    const first = view.getBigUint64(at, true)
    const last = view.getBigUint64(end - 8, true)
    return mix(first, rotate(u64(last + size), size)) ^ last
  }
  if (length >= 4)
    return mix(u64(size + (BigInt(view.getUint32(at, true)) << 3n)), BigInt(view.getUint32(end - 4, true)))
  if (length === 0) return k2
  const y = BigInt(view.getUint8(at) + (view.getUint8(at + (length >> 1)) << 8))
  const z = BigInt(length + (view.getUint8(end - 1) << 2))
  return u64(shiftMix(u64(y * k2) ^ u64(z * k3)) * k2)
}

type Pair = readonly [low: bigint, high: bigint]

/** Up to 127 bytes. */
const hashShort = (view: DataView, at: number, [seedLow, seedHigh]: Pair): Pair => {
  const length = view.byteLength - at
  let [a, b] = [seedLow, seedHigh]
  let c: bigint
  let d: bigint
  if (length <= 16) {
    a = u64(shiftMix(u64(a * k1)) * k1)
    c = u64(u64(b * k1) + mixShort(view, at, length))
    d = shiftMix(u64(a + (length >= 8 ? view.getBigUint64(at, true) : c)))
  } else {
    const end = at + length
    c = mix(u64(view.getBigUint64(end - 8, true) + k1), a)
    d = mix(u64(b + BigInt(length)), u64(c + view.getBigUint64(end - 16, true)))
    a = u64(a + d)
    for (let word = at; word < end - 16; word += 16) {
      a = u64((a ^ u64(shiftMix(u64(view.getBigUint64(word, true) * k1)) * k1)) * k1)
      b ^= a
      c = u64((c ^ u64(shiftMix(u64(view.getBigUint64(word + 8, true) * k1)) * k1)) * k1)
      d ^= c
    }
  }
  a = mix(a, c)
  b = mix(d, b)
  return [a ^ b, mix(b, a)]
}

/** 32 bytes with two seeds. */
const hash32 = (view: DataView, at: number, first: bigint, second: bigint): Pair => {
  const last = view.getBigUint64(at + 24, true)
  const a = u64(first + view.getBigUint64(at, true))
  const c = u64(a + view.getBigUint64(at + 8, true) + view.getBigUint64(at + 16, true))
  const b = u64(rotate(u64(second + a + last), 21n) + rotate(c, 44n) + a)
  return [u64(c + last), b]
}

const hashLong = (view: DataView, start: number, [seedLow, seedHigh]: Pair): Pair => {
  const end = view.byteLength
  let [x, y] = [seedLow, seedHigh]
  let z = u64(BigInt(end - start) * k1)
  const v0 = u64(rotate(y ^ k1, 49n) * k1 + view.getBigUint64(start, true))
  let v: Pair = [v0, u64(rotate(v0, 42n) * k1 + view.getBigUint64(start + 8, true))]
  let w: Pair = [
    u64(rotate(u64(y + z), 35n) * k1 + x),
    u64(rotate(u64(x + view.getBigUint64(start + 88, true)), 53n) * k1),
  ]
  const step = (at: number): void => {
    x = u64(rotate(u64(x + y + v[0] + view.getBigUint64(at + 16, true)), 37n) * k1) ^ w[1]
    y = u64(rotate(u64(y + v[1] + view.getBigUint64(at + 48, true)), 42n) * k1) ^ v[0]
    z = rotate(z ^ w[0], 33n)
    v = hash32(view, at, u64(v[1] * k1), u64(x + w[0]))
    w = hash32(view, at + 32, u64(z + w[1]), y)
    const swapped = z
    z = x
    x = swapped
  }
  let at = start
  for (; end - at >= 128; at += 128) {
    step(at)
    step(at + 64)
  }
  y = u64(y + u64(rotate(w[0], 37n) * k0) + z)
  x = u64(x + u64(rotate(u64(v[0] + z), 49n) * k0))
  for (let tail = 0; tail < end - at; ) {
    tail += 32
    y = u64(rotate(u64(y - x), 42n) * k0 + v[1])
    const low = u64(w[0] + view.getBigUint64(end - tail + 16, true))
    x = u64(rotate(x, 49n) * k0 + low)
    w = [u64(low + v[0]), w[1]]
    v = hash32(view, end - tail, v[0], v[1])
  }
  x = mix(x, v[0])
  y = mix(y, w[0])
  return [u64(mix(u64(x + v[1]), w[1]) + y), mix(u64(x + w[1]), u64(y + v[1]))]
}

const toSeed = (view: DataView): readonly [at: number, seed: Pair] => {
  const { byteLength: length } = view
  if (length >= 16) return [16, [view.getBigUint64(0, true) ^ k3, view.getBigUint64(8, true)]]
  if (length >= 8)
    return [length, [view.getBigUint64(0, true) ^ u64(BigInt(length) * k0), view.getBigUint64(length - 8, true) ^ k1]]
  return [0, [k0, k1]]
}

/**
 * CityHash128 as it was in version 1.0.2, which ClickHouse froze into its protocol as the checksum of compressed frames
 * (later versions of CityHash count differently). 16 bytes, low word first.
 * @see https://clickhouse.com/docs/native-protocol/hash
 */
export const cityHash128 = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [at, seed] = toSeed(view)
  const [low, high] = view.byteLength - at < 128 ? hashShort(view, at, seed) : hashLong(view, at, seed)
  const result = new DataView(new ArrayBuffer(16))
  result.setBigUint64(0, low, true)
  result.setBigUint64(8, high, true)
  return new Uint8Array(result.buffer)
}
