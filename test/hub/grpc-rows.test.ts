import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anyone } from '../../src/access/principal.ts'
import { loadConfig } from '../../src/config/load.ts'
import { PlainsightError } from '../../src/errors.ts'
import { openHubGrpc } from '../../src/hub/hub-grpc.ts'
import { createHubMetrics } from '../../src/hub/hub-metrics.ts'
import { createReceivers } from '../../src/ingest/create-receivers.ts'
import { createIngestCounters } from '../../src/ingest/ingest-counters.ts'
import type { Sink } from '../../src/row-block.ts'
import { findFreePort } from '../free-port.ts'
import { call, connectTo, toFrame } from './grpc-call.ts'
import { createRequest } from './grpc-request.ts'

describe('when rows cannot be taken', () => {
  const openOver = async (append: Sink['append']): Promise<number> => {
    const { config } = loadConfig({ env: {}, file: false })
    const log = pino({ level: 'silent' })
    const receivers = createReceivers({ sink: { append }, config, counters: createIngestCounters(), log })
    const metrics = createHubMetrics()
    const port = await findFreePort()
    const server = await openHubGrpc(
      { config, log, metrics, receivers, access: { admit: () => anyone } },
      { ports: [port], isRequired: true },
      4318,
    )
    onTestFinished(() => server?.close())
    return port
  }

  test.each([
    ['JOURNAL_FULL', { bytes: 10, limit: 10 }, 8, 2],
    ['JOURNAL_UNWRITABLE', { reason: 'no space left' }, 14, 5],
    ['HUB_STOPPING', {}, 14, 2],
  ] as const)('%s tells the client when to come again', async (code, facts, status, retryAfter) => {
    const port = await openOver(() => Promise.reject(new PlainsightError(code, facts)))
    const answer = await call(await connectTo(port), toFrame(createRequest()))
    expect(answer).toMatchObject({ http: 200, status, retryAfter })
  })

  test('a call is answered when all its rows are on disk, and not before', async () => {
    const order: string[] = []
    const entered = Promise.withResolvers<void>()
    const stored = Promise.withResolvers<void>()
    const port = await openOver(async () => {
      entered.resolve()
      await stored.promise
      order.push('stored')
    })
    const connection = await connectTo(port)
    const answered = call(connection, toFrame(createRequest())).then(({ status }) => order.push(`answered ${status}`))
    await entered.promise
    // An answer that does not wait for the rows would arrive before that of a later call on the same connection.
    await call(connection, toFrame(Buffer.from('no request'))).then(({ status }) => order.push(`refused ${status}`))
    stored.resolve()
    await answered
    expect(order).toEqual(['refused 3', 'stored', 'answered 0'])
  })

  test('a fault of our own is INTERNAL, without its inside', async () => {
    const port = await openOver(() => Promise.reject(new Error('secret path /x')))
    const answer = await call(await connectTo(port), toFrame(createRequest()))
    expect(answer).toMatchObject({ status: 13, retryAfter: undefined, text: expect.not.stringContaining('secret') })
  })
})
