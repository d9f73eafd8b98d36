import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { DoorError } from './door-error.ts'
import { fromFrames, toFrames } from './frames.ts'

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
