import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { toLogBlock } from '../store/blocks.ts'
import { makeFolder, runCli, startCli } from './cli.ts'

test('a hub that runs lets a key through as soon as it is made, and no longer when it is revoked', async () => {
  const cwd = makeFolder()
  const port = String(await findFreePort())
  const hub = startCli(['up', '--port', '0', '--clickhouse-door', port], { cwd })
  await hub.waitFor('The ClickHouse door rejects every request: there is no key yet')
  await hub.waitFor('the page is at')
  const ask = (secret: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/?query=SELECT%201`, { headers: { authorization: `Bearer ${secret}` } })
  const secret = (await runCli(['keys', 'add', 'grafana'], { cwd })).stdout.trim()
  expect(await (await ask(secret)).text()).toBe('1\n')
  expect((await runCli(['keys', 'list'], { cwd })).stdout).toMatch(
    /grafana +read +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d +active/,
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

test.each([
  [
    'that could go on for ten minutes is told to end',
    'SELECT max(cityHash64(SHA256(toString(number)))) FROM numbers(9000000000)',
  ],
  [
    'that nothing interrupts does not keep it',
    // Milliseconds for each row, all eight thousand of them in one block.
    "SELECT sum(position(repeat(repeat('ab', 500000), 50), concat('abc', toString(number)))) FROM numbers(8000)",
  ],
])('when a hub stops, a statement %s', async (_what, sql) => {
  const cwd = makeFolder()
  const port = String(await findFreePort())
  const secret = (await runCli(['keys', 'add', 'grafana'], { cwd })).stdout.trim()
  const env = { PLAINSIGHT_SQL_TIMEOUT_MS: '600000' }
  const open = async () => {
    const hub = startCli(['up', '--port', '0', '--clickhouse-door', port], { cwd, env })
    const [, page] = await hub.waitFor(/page is at (\S+?) /)
    return { hub, page }
  }
  const ask = async (text: string): Promise<string> => {
    const url = `http://127.0.0.1:${port}/?query=${encodeURIComponent(text)}`
    return (await fetch(url, { headers: { authorization: `Bearer ${secret}` } })).text()
  }
  const { hub, page } = await open()
  const logRecords = [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: 'kept' } }]
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
  await fetch(`${page}/v1/logs`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const asked = ask(sql).catch(() => 'cut')
  await eventually('the statement to run', async () =>
    /plainsight_door_running 1/.test(await (await fetch(`${page}/metrics`)).text()),
  )
  hub.child.kill('SIGTERM')
  const { code, signal } = await hub.ended
  // The engine has a process of its own: whatever it does, the hub ends as it should.
  expect(signal ?? code).toBe(0)
  expect(await asked).toBe('cut')
  await open()
  await eventually('the line that was acknowledged', async () => (await ask('SELECT Body FROM otel_logs')) === 'kept\n')
})

test('rows that were acknowledged outlive a hub that is killed, and senders who try again double none', async () => {
  const cwd = makeFolder()
  const port = String(await findFreePort())
  const open = async () => {
    const hub = startCli(['up', '--port', '0', '--clickhouse-door', port], { cwd })
    await hub.waitFor('the page is at')
    return hub
  }
  const secret = (await runCli(['keys', 'add', 'both', '--scope', 'read,write'], { cwd })).stdout.trim()
  const ask = (sql: string, body: RequestInit['body'] = null): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/?query=${encodeURIComponent(sql)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body,
    })
  const insert = async (name: string): Promise<boolean> => {
    // One time for all, so that the same name is the same body.
    const { bytes } = toLogBlock([name, `${name} again`], started)
    const answer = await ask('INSERT INTO otel_logs (Timestamp, Body, ServiceName) FORMAT Native', bytes)
    return answer.ok
  }
  const loadBodies = async (): Promise<string[]> => {
    const answer = await ask("SELECT Body FROM otel_logs WHERE NOT endsWith(Body, 'again')")
    return (await answer.text()).trimEnd().split('\n').sort()
  }
  const started = Date.now()
  const sent: string[] = []
  const acknowledged: string[] = []
  const sendUntilKilled = async (worker: number, round: number): Promise<void> => {
    for (let number = 0; ; number++) {
      const name = `row ${round}-${worker}-${number}`
      sent.push(name)
      if (!(await insert(name).catch(() => false))) return
      acknowledged.push(name)
    }
  }
  for (let round = 0; round < 3; round++) {
    const hub = await open()
    const sending = Promise.all([0, 1, 2, 3].map((worker) => sendUntilKilled(worker, round)))
    const enough = acknowledged.length + 20
    await eventually('20 inserts acknowledged', () => acknowledged.length >= enough || undefined)
    hub.child.kill('SIGKILL')
    await hub.ended
    await sending
  }
  await open()
  console.log(`${acknowledged.length} of ${sent.length} inserts acknowledged over three kills`)
  expect(await loadBodies()).toEqual(expect.arrayContaining(acknowledged))
  for (const name of sent) expect(await insert(name)).toBe(true)
  expect(await loadBodies()).toEqual(sent.sort())
})
