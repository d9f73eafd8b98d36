import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RowBlock } from '../../src/row-block.ts'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'
import { fixed64, integer, kv, message, text, varint } from './protobuf.ts'

let shared: DoorStore
let door: Door
beforeAll(async () => {
  shared = await openDoorStore()
  door = openDoor(shared)
})
afterAll(async () => {
  await door?.close()
  await shared?.close()
})

const attributes = (field: number): Buffer =>
  Buffer.concat([message(field, kv('a', text(1, 'value'))), message(field, kv('n', integer(300n)))])
const ids = Buffer.concat([message(1, Buffer.alloc(16, 1)), message(2, Buffer.alloc(8, 2))])
const time = 1_795_324_206_000_000_000n
const event = Buffer.concat([fixed64(1, time), text(2, 'event'), attributes(3)])
const span = Buffer.concat([
  ids,
  text(5, 'name'),
  varint(6, 3),
  fixed64(7, time),
  fixed64(8, time + 5n),
  attributes(9),
  message(11, event),
  message(13, Buffer.concat([ids, attributes(4)])),
])
const log = Buffer.concat([fixed64(1, time), varint(2, 9), message(5, text(1, 'body')), attributes(6)])
const toRequest = (record: Buffer): Buffer =>
  message(1, Buffer.concat([message(1, attributes(1)), message(2, message(2, record))]))

const requests = [
  ['/v1/traces', toRequest(span)],
  ['/v1/logs', toRequest(log)],
] as const

it('whatever was taken of damaged requests, the engine takes too', async () => {
  const blocks: RowBlock[] = []
  const collector = openDoor(
    shared,
    {},
    { append: async (block) => void blocks.push({ ...block, bytes: Buffer.from(block.bytes) }) },
  )
  let state = 5
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * below)
  }
  for (let i = 0; i < 600; i++) {
    const [path, good] = requests[i % requests.length]!
    const body = Buffer.from(good)
    for (let change = 0; change < 3; change++) body[random(body.length)] = random(256)
    const { status } = await collector.post(path, body)
    expect([200, 400]).toContain(status)
  }
  await collector.close()
  expect(blocks.length).toBeGreaterThan(50)
  for (const table of ['otel_traces', 'otel_logs'] as const) {
    const bytes = Buffer.concat(blocks.filter((block) => block.table === table).map((block) => block.bytes))
    await shared.insert(table, bytes)
  }
})
