import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'
import { expect, test } from 'vitest'
import { root } from '../../root.ts'
import { send, startApp } from '../app.ts'
import { openReceiver } from '../receiver.ts'
import { hasRedis, startRedis } from '../servers/redis.ts'
import { toClientApp } from './client-app.ts'

/** Two libraries that publish their work, and one that does not. */
const setup = `
  const { buildSchema, execute, parse } = graphql
  const schema = buildSchema('type Query { total: Int }')
  const client = redis.createClient({ url: 'redis://127.0.0.1:' + port })
  await client.connect()
  const store = new Redis(port, '127.0.0.1')
  await store.ping()
  const pool = new pg.Pool()`
const work = `
  await client.set('canary-key', 'canary-value')
  await store.get('canary-key')
  const { data } = await execute({ schema, document: parse('query Total { total }'), rootValue: { total: 7 } })
  return [data.total, pool.totalCount]`
const imports = { '* as graphql': 'graphql', '* as redis': 'redis', Redis: 'ioredis', pg: 'pg' }

const bundle = async (code: string): Promise<string> => {
  const file = join(root, 'node_modules', `.plainsight-bundle-${process.pid}.mjs`)
  writeFileSync(file, code)
  try {
    const { output } = await build({
      input: file,
      write: false,
      platform: 'node',
      external: ['pg-native'],
      output: { format: 'esm', codeSplitting: false },
    })
    return output[0].code
  } finally {
    rmSync(file)
  }
}

test.skipIf(!hasRedis)('a bundled app keeps what its libraries publish, and the start says what it loses', async () => {
  const redis = await startRedis()
  const receiver = await openReceiver()
  const client = { name: 'bundle', isThere: true, imports, setup, work, answer: [7, 0], spans: [] }
  const code = await bundle(toClientApp(client, 'mjs', redis.port))
  const app = startApp(code, { receiver, kind: 'mjs', env: { OTEL_LOG_LEVEL: 'debug' } })
  try {
    expect(await send(await app.port, '/')).toMatchObject({ status: 200, body: '[7,0]' })
    const [request] = await receiver.waitFor(() => receiver.serverSpans().length > 0 && receiver.serverSpans())
    const below = receiver.spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
    expect(below.map(({ name }) => name).sort()).toEqual(['SET', 'get', 'query Total'])
    expect(app.stderr()).toMatch(/not instrumented: pg; instrumented if .*: redis, ioredis, graphql/)
    expect(JSON.stringify(below.map(({ attributes }) => attributes))).not.toMatch(/canary/)
  } finally {
    await app.stop()
    await receiver.close()
    await redis.stop()
  }
})
