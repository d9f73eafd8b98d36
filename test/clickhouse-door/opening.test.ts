import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { openHubInProcess } from '../hub/hub-in-process.ts'
import { openTestDoor } from './open-door.ts'

test('without any key it is open, refuses everyone, and says once how to make one', async () => {
  const hub = await openHubInProcess({ clickhouseDoor: '127.0.0.1:0' })
  onTestFinished(() => hub.close())
  const { url } = (await hub.openDoor())!
  expect(await (await fetch(`${url}/ping`)).text()).toBe('Ok.\n')
  for (const user of ['default', 'admin', ''])
    expect((await fetch(`${url}/?query=SELECT%201`, { headers: { 'x-clickhouse-user': user } })).status).toBe(403)
  expect(
    hub.logged.filter((line) => line.includes('there is no key yet. Create one: plainsight keys add')),
  ).toHaveLength(1)
})

test('a port that is taken, and a server as store, are said at the start', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const hub = await openHubInProcess({ clickhouseDoor: String(port) })
  onTestFinished(() => hub.close())
  await expect(hub.openDoor()).rejects.toMatchObject({ code: 'DOOR_PORT_TAKEN' })
  await expect(openHubInProcess({ clickhouseDoor: '8123', storeUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'DOOR_NEEDS_EMBEDDED_STORE',
  })
})

test.each(['8123', '0.0.0.0:8123', '[::1]:8123', 'door.internal:0'])(
  'PLAINSIGHT_CLICKHOUSE_DOOR=%s is taken',
  (value) => {
    const { config, faults } = loadConfig({ env: { PLAINSIGHT_CLICKHOUSE_DOOR: value }, file: false })
    expect([config.hub.clickhouseDoor, faults]).toEqual([value, []])
  },
)

test.each(['on', ':8123', '70000', 'a:b'])('PLAINSIGHT_CLICKHOUSE_DOOR=%s is refused', (value) => {
  const { faults } = loadConfig({ env: { PLAINSIGHT_CLICKHOUSE_DOOR: value }, file: false })
  expect(faults).toMatchObject([{ key: 'PLAINSIGHT_CLICKHOUSE_DOOR', expected: 'a port, or host:port' }])
})

test('a stop lets answers that run come to their end, and takes no more', async () => {
  const own = await openTestDoor()
  const running = await own.ask("SELECT number, repeat('x', 50) FROM numbers(400000)")
  const closed = own.close()
  expect((await running.text()).length).toBeGreaterThan(20_000_000)
  await closed
  await expect(fetch(`${own.url}/ping`)).rejects.toThrow()
})
