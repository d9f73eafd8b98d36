import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, startApp } from '../app.ts'
import { openReceiver } from '../receiver.ts'
import { hasMariadb, startMariadb } from '../servers/mariadb.ts'
import { hasPostgres, startPostgres } from '../servers/postgres.ts'
import type { TestServer } from '../servers/server-process.ts'

const mariadb = "{ host: '127.0.0.1', port, user: 'root', database: 'test', connectionLimit: 1 }"
const called = `
  const query = (sql) => new Promise((resolve, reject) =>
    pool.query(sql, (error, rows) => { note(); error ? reject(error) : resolve(rows) }))`

/** Pools of one connection: who asks second waits for what frees it, in the work of another request. */
const sql = [
  {
    name: 'pg',
    setup: `
      const pool = new (require('pg').Pool)({ host: '127.0.0.1', port, user: 'shop', database: 'postgres', max: 1 })${called}`,
    sleep: 'SELECT pg_sleep(0.2)',
    isThere: hasPostgres,
    start: startPostgres,
  },
  {
    name: 'mysql2',
    setup: `const pool = require('mysql2').createPool(${mariadb})${called}`,
    sleep: 'SELECT sleep(0.2)',
    isThere: hasMariadb,
    start: startMariadb,
  },
  {
    name: 'mysql',
    setup: `const pool = require('mysql').createPool(${mariadb})${called}`,
    sleep: 'SELECT sleep(0.2)',
    isThere: hasMariadb,
    start: startMariadb,
  },
] as const

describe.each(sql)('a pool of $name with one connection', ({ setup, sleep, isThere, start }) => {
  let server: TestServer | undefined
  beforeAll(async () => {
    if (isThere) server = await start()
  }, 60_000)
  afterAll(() => server?.stop())

  test.skipIf(!isThere)('the query of each request is below it, and so is what its callback does', async () => {
    const receiver = await openReceiver()
    const app = startApp(
      `const port = ${server?.port}
      const { trace } = require('@opentelemetry/api')
      const note = () => trace.getTracer('app').startSpan('callback').end()
      ${setup}
      const http = require('node:http').createServer((request, response) => {
        query('${sleep}').then(() => response.end(), (error) => response.writeHead(500).end(error.stack))
      })
      http.listen(0, '127.0.0.1', () => console.log('PORT ' + http.address().port))`,
      { receiver },
    )
    try {
      const port = await app.port
      const answers = await Promise.all(['/a', '/b', '/c'].map((path) => send(port, path)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      const requests = await receiver.waitFor(() => receiver.serverSpans().length === 3 && receiver.serverSpans())
      const ids = requests.map(({ spanId }) => spanId).sort()
      const parentsOf = (name: string): string[] =>
        receiver.spans.filter((span) => span.name === name).map(({ parentSpanId }) => parentSpanId)
      expect(parentsOf('SELECT').sort()).toEqual(ids)
      expect(parentsOf('callback').sort()).toEqual(ids)
    } finally {
      await app.stop()
      await receiver.close()
    }
  })
})
