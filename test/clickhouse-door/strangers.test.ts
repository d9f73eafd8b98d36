import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecret } from '../../src/control/key-secret.ts'
import { type OpenDoor, openTestDoor, type TestKey } from './open-door.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openTestDoor()
})
afterAll(() => door.close())

const open = async (): Promise<Socket> => {
  const socket = connect(door.port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Over a connection of its own, or that of an agent. */
const get = async (path: string, agent: Agent | false = false): Promise<readonly [number | undefined, string]> => {
  const sent = request({ port: door.port, path, agent }).end()
  const [response] = await once(sent, 'response')
  return [response.statusCode, await text(response)]
}

const asked = ({ name, secret }: TestKey): string => `/?query=SELECT%201&user=${name}&password=${secret}`

test('hundreds of idle connections keep neither new nor known ones out', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  expect(await get(asked(door.reader), agent)).toEqual([200, '1\n'])
  const idle: Socket[] = []
  for (let round = 0; round < 300; round++) idle.push(await open())
  const started = performance.now()
  expect(await get('/ping')).toEqual([200, 'Ok.\n'])
  expect(await get(asked(door.reader))).toEqual([200, '1\n'])
  expect(await get(asked(door.reader), agent)).toEqual([200, '1\n'])
  expect(performance.now() - started).toBeLessThan(5_000)
  await expect.poll(() => idle.filter((socket) => !socket.closed).length).toBeLessThanOrEqual(64)
  for (const socket of idle) socket.destroy()
  agent.destroy()
})

test.each(['reader', undefined])('ten wrong tries of anybody keep the right key of %s in', async (name) => {
  const { secret } = door.reader
  const toHeaders = (key: string): Record<string, string> =>
    name === undefined ? { authorization: `Bearer ${key}` } : { 'x-clickhouse-user': name, 'x-clickhouse-key': key }
  const ask = (key: string): Promise<Response> => fetch(`${door.url}/?query=SELECT%201`, { headers: toHeaders(key) })
  const sentences: string[] = []
  for (let tries = 0; tries < 12; tries++) sentences.push(await (await ask(createSecret())).text())
  expect(sentences[0]).toContain('password is incorrect')
  expect(sentences.at(-1)).toContain('Too many wrong passwords for this name: wait a minute')
  expect(await (await ask(secret)).text()).toBe('1\n')
})

test.each([
  ['cross-site', 403],
  ['same-site', 403],
  ['same-origin', 200],
  ['none', 200],
])('a GET without origin of a browser that says %s: %i', async (site, status) => {
  const { name, secret } = door.reader
  const authorization = `Basic ${btoa(`${name}:${secret}`)}`
  const answer = await fetch(`${door.url}/?query=SELECT%201`, { headers: { authorization, 'sec-fetch-site': site } })
  expect(answer.status).toBe(status)
})

test('an error says the same of a guessed data folder as of any other', async () => {
  const said = async (folder: string): Promise<string> =>
    (await (await door.ask(`SELECT toUInt8('${folder}'), toUInt8(materialize('${folder}/x'))`)).text()).replaceAll(
      folder,
      '',
    )
  expect(await said(door.dataDir)).toBe(await said(door.dataDir.replace(/.$/, '_')))
  expect(await said(door.dataDir)).toMatch(/^Code: /)
})
