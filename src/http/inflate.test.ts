import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflateBody } from './inflate.ts'

const limit = 2 ** 24
const sizes = [0, 100, 131_072, 131_073, 4_000_000]

describe.each(['gzip', 'x-gzip'])('a body in %s', (encoding) => {
  test.each(sizes)('of %d bytes, which compress well, is inflated whole', async (size) => {
    const text = Buffer.alloc(size, 'plainsight ')
    expect((await inflateBody({ bytes: gzipSync(text), encoding }, limit)).equals(text)).toBe(true)
  })

  test.each([1_000, 200_000, 20_000_000])('that inflates to %d bytes, above the limit, is refused', async (size) => {
    const bytes = gzipSync(Buffer.alloc(size))
    await expect(inflateBody({ bytes, encoding }, size - 1)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
  })

  test.each([40, 40_000])('of about %d bytes that is damaged is refused', async (size) => {
    const bytes = gzipSync(Buffer.from(Array.from({ length: size }, (_, at) => (at * at) % 251)))
    bytes.fill(255, 12, 30)
    await expect(inflateBody({ bytes, encoding }, limit)).rejects.toMatchObject({ code: 'CONTENT_ENCODING_INVALID' })
  })
})
