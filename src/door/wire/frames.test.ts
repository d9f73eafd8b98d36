import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { DoorError } from '../door-error.ts'
import { fromFrames, toFrames } from './frames.ts'
import { unframe } from './unframe.ts'

const limit = 10_000_000

test.each([0, 1, 100, 65_536, 65_537, 300_000])('%i bytes come back from their frames', (length) => {
  const bytes = randomBytes(length)
  const framed = Buffer.concat([...toFrames(bytes)])
  expect(Buffer.compare(fromFrames(framed, limit), bytes)).toBe(0)
})

test('a frame that is cut, changed, or claims more than there may be, is refused', () => {
  const framed = Buffer.concat([...toFrames(Buffer.from('a few bytes'))])
  for (let length = 1; length < framed.length; length++)
    expect(() => fromFrames(framed.subarray(0, length), limit)).toThrow(DoorError)
  for (let at = 0; at < framed.length; at++) {
    const changed = Buffer.from(framed)
    changed[at] = changed[at]! ^ 0x40
    expect(() => fromFrames(changed, limit)).toThrow(DoorError)
  }
  expect(() => fromFrames(framed, 10)).toThrow('too large')
})

test('many frames must hold something', () => {
  const [tiny] = toFrames(Buffer.from(' '))
  expect(fromFrames(Buffer.concat(Array(64).fill(tiny)), limit)).toHaveLength(64)
  expect(() => fromFrames(Buffer.concat(Array(65).fill(tiny)), limit)).toThrow('too many small frames')
  const [page] = toFrames(new Uint8Array(8192))
  expect(fromFrames(Buffer.concat(Array(500).fill(page)), limit)).toHaveLength(500 * 8192)
})

test('a large body is unpacked in a thread, whose refusals are the same', async () => {
  const bytes = randomBytes(300_000)
  const framed = Buffer.concat([...toFrames(bytes)])
  expect(Buffer.compare(await unframe(framed, limit), bytes)).toBe(0)
  await expect(unframe(framed, 10)).rejects.toMatchObject({ exception: 'QUERY_IS_TOO_LARGE' })
  framed[100] = framed[100]! ^ 1
  await expect(unframe(framed, limit)).rejects.toMatchObject({ exception: 'CANNOT_DECOMPRESS' })
})
