import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { send, startApp } from '../agent/app.ts'
import { makeFolder, startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { ask, type LogList, type TraceList } from './ask-hub.ts'

const code = `
const app = require('express')()
app.use((request, response, next) => {
  request.user = { id: 'u7', email: 'ann@canary.test', name: 'Ann' }
  next()
})
app.get('/orders', (request, response) => { console.warn('order of ann@canary.test'); response.end('ok') })
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

/** What the hub's tables hold of the users of requests. */
const readUsers = async (dataDir: string): Promise<unknown[]> => {
  const store = await openStore({ path: join(dataDir, 'clickhouse') })
  const { rows } = await store.query(
    "SELECT u.user_id AS id, t.SpanAttributes['user.email'] AS email FROM user_activity AS u JOIN otel_traces AS t ON t.SpanId = u.span_id",
  )
  await store.close()
  return rows
}

test.each([
  ['the address too, where agent and hub are set to', 'email', 'ann@canary.test'],
  ['the address never, where only the agent is', '', '[email]'],
])('a user is found by id in traces, logs and user_activity; %s', async (_, collected, email) => {
  const dataDir = makeFolder()
  const port = await findFreePort()
  const hub = startCli(['up', '--port', `${port}`], {
    env: { PLAINSIGHT_DATA_DIR: dataDir, PLAINSIGHT_COLLECT_USER: collected },
  })
  await hub.waitFor('page is at')
  const url = `http://127.0.0.1:${port}`
  const app = startApp(code, {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      PLAINSIGHT_USER: 'passport',
      PLAINSIGHT_COLLECT_USER: 'email',
    },
  })
  onTestFinished(() => void app.stop())
  await send(await app.port, '/orders')
  const { traces } = await eventually('the trace of the user', async () => {
    const found = await ask<TraceList>(url, 'traces-search', { q: 'user.id:u7' })
    return found.traces.length > 0 ? found : undefined
  })
  expect(traces).toMatchObject([{ rootName: 'GET /orders' }])
  const { lines } = await eventually('the line of the user', async () => {
    const found = await ask<LogList>(url, 'logs-search', { q: 'user.id:u7' })
    return found.lines.length > 0 ? found : undefined
  })
  expect(lines).toMatchObject([{ body: 'order of [email]' }])
  hub.child.kill('SIGTERM')
  await hub.ended
  expect(await readUsers(dataDir)).toEqual([{ id: 'u7', email }])
})
