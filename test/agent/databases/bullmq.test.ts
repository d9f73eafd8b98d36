import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, startApp } from '../app.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from '../receiver.ts'
import { hasRedis, startRedis } from '../servers/redis.ts'
import type { TestServer } from '../servers/server-process.ts'
import { type Client, toClientApp } from './client-app.ts'

const bull: Client = {
  name: 'bullmq',
  isThere: hasRedis,
  imports: { '* as bullmq': 'bullmq', Redis: 'ioredis' },
  setup: `
    const connection = { host: '127.0.0.1', port }
    const store = new Redis(port, '127.0.0.1')
    const queue = new bullmq.Queue('orders-' + run, { connection })
    const flows = new bullmq.FlowProducer({ connection })
    let done = 0
    const process = async (job) => {
      await store.get('canary-key')
      done++
      if (job.name === 'bad') throw new Error('out of stock')
      return 'canary-result'
    }
    let worker
    const ask = async (path) => {
      if (path === '/many') {
        const many = new bullmq.Queue('many-' + run, { connection })
        await Promise.all(Array.from({ length: 10_000 }, () => many.add('job', {})))
        return 'added'
      }
      // Begun within a request, its loop lives on.
      worker ??= new bullmq.Worker(queue.name, process, { connection, concurrency: 10, drainDelay: 1 })
      const before = done
      await queue.add('pay', { email: 'canary-data' })
      await queue.add('bad', { email: 'canary-data' })
      await queue.addBulk([1, 2, 3].map((id) => ({ name: 'bulk', data: { id } })))
      await flows.add({ name: 'all', queueName: queue.name, children: [{ name: 'part', queueName: queue.name, data: 'canary-child' }] })
      while (done < before + 7) await new Promise((resolve) => setTimeout(resolve, 10))
      return 'done'
    }`,
  work: 'return await ask(request.url)',
  answer: 'done',
  spans: [],
}

const isOf = (request: ReceivedSpan | undefined) => (span: ReceivedSpan) => span.traceId === request?.traceId
const named = (name: string) => (span: ReceivedSpan) => span.name === name

const findRequest = (receiver: Receiver, path: string): Promise<ReceivedSpan> =>
  receiver.waitFor(() => receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === path))

describe.each(['cjs', 'mjs'] as const)('BullMQ in an app as .%s', (kind) => {
  let redis: TestServer
  let receiver: Receiver
  let app: ReturnType<typeof startApp>
  let port: number
  beforeAll(async () => {
    if (!hasRedis) return
    redis = await startRedis()
    receiver = await openReceiver()
    app = startApp(toClientApp(bull, kind, redis.port), { receiver, kind })
    port = await app.port
  }, 60_000)
  afterAll(async () => {
    await app?.stop()
    await receiver?.close()
    await redis?.stop()
  })

  test.skipIf(!hasRedis)('a job has a trace of its own, with a link to what sent it', async () => {
    expect(await send(port, '/few')).toMatchObject({ status: 200, body: '"done"' })
    const request = await findRequest(receiver, '/few')
    const process = `process orders-${kind}`
    await receiver.waitFor(() => receiver.spans.filter(named(process)).length === 7)
    const sent = receiver.spans.filter(isOf(request)).filter(({ kind: kindOf }) => kindOf !== 2)
    expect(sent.map(({ name, kind: kindOf, parentSpanId }) => ({ name, kindOf, parentSpanId }))).toEqual(
      Array(4).fill({ name: `send orders-${kind}`, kindOf: 4, parentSpanId: request.spanId }),
    )
    const jobs = receiver.spans.filter(named(process))
    expect(new Set(jobs.map(({ traceId }) => traceId)).size).toBe(7)
    for (const { links, parentSpanId, kind: kindOf } of jobs) {
      expect({ parentSpanId, kindOf }).toEqual({ parentSpanId: '', kindOf: 5 })
      expect(sent.map(({ spanId }) => spanId)).toContain(links[0]?.spanId)
    }
    const [bad] = jobs.filter(({ status }) => status.code === 2)
    expect(bad).toMatchObject({ status: { message: 'out of stock' }, attributes: { 'bullmq.job.name': 'bad' } })
  })

  test.skipIf(!hasRedis)('of what goes to Redis, only the calls of the app are seen', () => {
    const calls = receiver.spans.filter(({ attributes }) => attributes['db.system.name'] === 'redis')
    expect(calls.map(({ name }) => name)).toEqual(Array(7).fill('get'))
    const jobs = receiver.spans.filter(named(`process orders-${kind}`))
    expect(calls.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(jobs.map(({ spanId }) => spanId).sort())
    expect(JSON.stringify(receiver.spans.map(({ attributes, events }) => ({ attributes, events })))).not.toMatch(
      /canary/,
    )
  })

  test.skipIf(!hasRedis)('jobs of a request that is not sampled are not either', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const before = receiver.spans.length
    await send(port, '/few', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } })
    await send(port, '/few?again')
    await receiver.waitFor(() => receiver.spans.filter(named(`process orders-${kind}`)).length === 14)
    const later = receiver.spans.slice(before)
    expect(later.filter(({ traceId: id, links }) => id === traceId || links[0]?.traceId === traceId)).toEqual([])
  })

  test.skipIf(!hasRedis)('ten thousand jobs of one request make no trace that cannot be read', async () => {
    expect(await send(port, '/many')).toMatchObject({ status: 200, body: '"added"' })
    const request = await findRequest(receiver, '/many')
    await receiver.waitFor(() => receiver.spans.filter(isOf(request)).length >= 101)
    expect(receiver.spans.filter(isOf(request))).toHaveLength(101)
    expect(app.stderr()).toBe('')
  })
})
