import { expect, test } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { makeFolder, runCli, startCli } from './cli.ts'

test('a hub that runs lets a key through as soon as it is made, and no longer when it is revoked', async () => {
  const cwd = makeFolder()
  const port = String(await findFreePort())
  const hub = startCli(['up', '--port', '0', '--clickhouse-door', port], { cwd })
  await hub.waitFor('The ClickHouse door lets nobody through: there is no key yet')
  await hub.waitFor('the page is at')
  const ask = (secret: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/?query=SELECT%201`, { headers: { authorization: `Bearer ${secret}` } })
  const secret = (await runCli(['keys', 'add', 'grafana'], { cwd })).stdout.trim()
  expect(await (await ask(secret)).text()).toBe('1\n')
  expect((await runCli(['keys', 'list'], { cwd })).stdout).toMatch(
    /grafana +read +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d +in force/,
  )
  await runCli(['keys', 'revoke', 'grafana'], { cwd })
  expect((await ask(secret)).status).toBe(403)
  expect(hub.stdout() + hub.stderr()).not.toContain(secret)
})

test('a hub with a ClickHouse server has no door, and says what to do instead', async () => {
  const env = { PLAINSIGHT_CLICKHOUSE_DOOR: '8123', CLICKHOUSE_URL: 'http://127.0.0.1:1' }
  expect(await runCli(['up', '--port', '0'], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Connect your tools to that server'),
  })
})
