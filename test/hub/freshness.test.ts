import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type OpenDoor, openTestDoor } from '../clickhouse-door/open-door.ts'
import { eventually } from '../eventually.ts'

/** A hub whose rows wait for a minute while nobody reads: what a reader sees earlier, reading has brought in. */
let hub: OpenDoor
let url: string
beforeAll(async () => {
  hub = await openTestDoor({ flushMs: 60_000 })
  url = await hub.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => hub.close())

let made = 0
const createId = (): string => `${(++made).toString(16)}`.padStart(32, 'f')
const ns = (): string => `${Date.now()}000000`

const post = async (signal: string, body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/${signal}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
}
const postSpan = (traceId: string): Promise<void> => {
  const span = {
    traceId,
    spanId: '02'.repeat(8),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: ns(),
    endTimeUnixNano: ns(),
  }
  return post('traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
}
const postLine = (text: string, traceId = createId()): Promise<void> => {
  const record = { timeUnixNano: ns(), body: { stringValue: text }, traceId, spanId: '02'.repeat(8) }
  return post('logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })
}
const postGauge = (name: string): Promise<void> => {
  const gauge = { dataPoints: [{ timeUnixNano: ns(), asDouble: 1 }] }
  return post('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, gauge }] }] }] })
}

const ask = async (question: string, params: Readonly<Record<string, string | number>> = {}) => {
  const query = new URLSearchParams(Object.entries(params).map(([key, value]): [string, string] => [key, `${value}`]))
  const answer = await fetch(`${url}/api/query/private/${question}?${query}`)
  return { text: await answer.text(), behind: answer.headers.get('x-plainsight-behind-ms') }
}
const lately = () => ({ from: Date.now() - 600_000, to: Date.now() + 1_000 })

/** Well below the minute that rows wait, well above what a busy machine takes. */
const soon = { patience: 20_000 }

describe('what is acknowledged is seen by whoever asks for now', () => {
  test.each([
    ['a search of traces', 'traces-search', lately, (id: string) => postSpan(id)],
    ['a trace that is open', 'trace-detail', undefined, (id: string) => postSpan(id)],
    ['a search of logs', 'logs-search', lately, (id: string) => postLine(id)],
    ['lines of a trace', 'trace-logs', undefined, (id: string) => postLine(`of ${id}`, id)],
    ['a list of metrics', 'metric-list', lately, (id: string) => postGauge(id)],
  ] as const)('%s', async (_name, question, range, send) => {
    const id = createId()
    await send(id)
    const found = await eventually(
      'the record',
      async () => {
        const answer = await ask(question, range ? range() : { traceId: id })
        return answer.text.includes(id) && answer.behind === '0' ? answer : undefined
      },
      soon,
    )
    expect(found.text).toContain(id)
  })

  test('the live tail', async () => {
    const request = get(`${url}/api/logs/tail`)
    onTestFinished(() => void request.destroy())
    const [answer] = await once(request, 'response')
    let text = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    answer.on('error', () => undefined)
    const body = `followed ${createId()}`
    await postLine(body)
    await eventually('the line', () => text.includes(body) || undefined, soon)
    expect(text).toMatch(/"behindMs":\d+/)
  })

  test.each([
    ['a table', 'otel_traces', (id: string) => postSpan(id)],
    ['a view', 'user_activity', (id: string) => postSpan(id)],
  ])('a statement at the ClickHouse door that reads %s', async (_name, table, send) => {
    const id = createId()
    await send(id)
    const column = table === 'user_activity' ? 'trace_id' : 'TraceId'
    const sql = `SELECT count() FROM ${table} WHERE ${column} = '${id}'`
    await eventually('the row', async () => (await hub.text(sql)).trim() === '1' || undefined, soon)
  })
})

describe('what nobody asks for waits', () => {
  const readJournal = async (): Promise<number> =>
    Number(/^plainsight_journal_segments (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1])

  test('questions of other tables, of a range that is over, and figures leave it where it is', async () => {
    await eventually('an empty journal', async () => {
      await ask('logs-search', lately())
      await hub.text('SELECT count() FROM otel_traces, otel_metrics_gauge')
      return (await readJournal()) === 0
    })
    await postGauge('waits')
    const over = { from: Date.now() - 7_200_000, to: Date.now() - 3_600_000 }
    expect((await ask('metric-list', over)).behind).toBeNull()
    await ask('traces-search', lately())
    await hub.text('SELECT 1')
    await hub.text('SELECT count() FROM otel_traces')
    expect(await readJournal()).toBe(1)
  })

  const readInserts = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text()
    return Number(
      /^plainsight_store_operation_duration_seconds_count\{operation="insert",outcome="ok"\} (\d+)/m.exec(text)?.[1],
    )
  }

  test('rows are brought in once a second, and an answer says how far it is behind', async () => {
    await eventually('an empty journal', async () => (await ask('logs-search', lately())).behind === '0' || undefined)
    const before = await readInserts()
    const behind: number[] = []
    const started = Date.now()
    for (let i = 0; Date.now() - started < 3_000; i++) {
      await postLine(`line ${i}`)
      behind.push(Number((await ask('logs-search', lately())).behind))
    }
    const seconds = (Date.now() - started) / 1000
    expect((await readInserts()) - before).toBeLessThanOrEqual(seconds + 1)
    expect(Math.max(...behind)).toBeGreaterThan(0)
  })
})
