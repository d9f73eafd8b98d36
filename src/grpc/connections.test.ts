import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { type Connection, createConnections } from './connections.ts'

const create = (usedAt: number, calls = 0): Connection => ({ socket: new Socket(), usedAt, calls })

it('makes room by closing the connection that has been idle for longest', () => {
  let open = 0
  const connections = createConnections(3, (count) => {
    open = count
  })
  const [busy, idlest, idle] = [create(1, 1), create(2), create(3)]
  for (const connection of [busy, idlest, idle]) expect(connections.add(connection)).toBe(true)
  const next = create(4)
  expect(connections.add(next)).toBe(true)
  expect([busy, idlest, idle, next].map(({ socket }) => socket.destroyed)).toEqual([false, true, false, false])
  expect([open, connections.all().length]).toEqual([3, 3])
})

it('turns away a connection while all others are busy', () => {
  const connections = createConnections(2, () => undefined)
  for (const connection of [create(1, 1), create(2, 3)]) connections.add(connection)
  expect(connections.add(create(3))).toBe(false)
})
