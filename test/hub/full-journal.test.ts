import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { openHubInProcess } from './hub-in-process.ts'

/** A request of its own that takes a third of the smallest journal. */
const createRequest = (id: number): string => {
  const note = { key: 'note', value: { stringValue: `${id} ${'words '.repeat(60_000)}` } }
  const record = { timeUnixNano: `${Date.now()}000000`, attributes: [note] }
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })
}

test('a full journal is a 429 that says when to come again, and then the same request is taken', async () => {
  const hub = await openHubInProcess({ journalMaxBytes: 1_048_576, flushMs: 3_000 })
  onTestFinished(() => hub.close())
  const post = (payload: string) =>
    hub.app.inject({ method: 'POST', url: '/v1/logs', headers: { 'content-type': 'application/json' }, payload })

  let sent = 0
  const refused = await eventually('a full journal', async () => {
    const payload = createRequest(sent++)
    const answer = await post(payload)
    return answer.statusCode === 200 ? undefined : { answer, payload }
  })
  expect(refused.answer.statusCode).toBe(429)
  expect(refused.answer.headers['retry-after']).toBe('2')
  expect(refused.answer.json()).toMatchObject({ code: 8, message: expect.stringContaining('The journal holds') })

  await eventually('room for it', async () => (await post(refused.payload)).statusCode === 200)
  const { body } = await hub.app.inject({ url: '/metrics' })
  expect(body).toMatch(/plainsight_ingest_refused_total\{signal="logs",reason="journal_full"\} [1-9]/)
  await eventually('every record that was acknowledged, once', async () => {
    const { rows } = await hub.store.query<{ n: number }>('SELECT toInt32(count()) AS n FROM otel_logs')
    return rows[0]?.n === sent
  })
})
