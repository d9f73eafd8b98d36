import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Signal, signals } from '../../src/model.ts'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { canaries, canaryRequests, kept, startingAt, without } from '../whole/canary-requests.ts'
import { type Ask, createAsk } from './ask.ts'
import { startLoad } from './load.ts'
import { postOtlp } from './post-otlp.ts'
import { stackTools, usesDocker } from './tools.ts'
import { openWebhook } from './webhook.ts'
import { startWholeStack, type WholeStack } from './whole-stack.ts'

const tools = stackTools()

/** Those that the demo fills. */
const tables = ['otel_traces', 'otel_logs', 'otel_metrics_gauge', 'otel_metrics_sum', 'otel_metrics_histogram']

/** How long the store is away, in ms. */
const outage = 120_000

describe.skipIf(leaveOut('the stack of docker-compose.yml', tools))('the stack, as docker-compose.yml says it', () => {
  let folder: string
  let webhook: Awaited<ReturnType<typeof openWebhook>>
  let stack: WholeStack
  let ask: Ask
  const programs = 'programs' in tools ? tools.programs : {}

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-stack-test-'))
    webhook = await openWebhook()
    stack = await startWholeStack(programs, { folder, toWebhookUrl: (host) => `http://${host}:${webhook.port}/alerts` })
    ask = createAsk(stack)
  })
  afterAll(async () => {
    await stack?.stop()
    webhook?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const send = (signal: Signal, request: object): Promise<number> =>
    postOtlp(stack.url('collector', 4318), signal, request)
  const hasAlerted = (): boolean =>
    webhook.notifications.some(({ alerts }) => alerts.some(({ labels }) => labels.job === stack.down))

  test('starts everything that can be run here, and says what cannot', () => {
    const all = Object.keys(stack.file.services)
    const leftOut = usesDocker ? [] : ['alloy', 'grafana', 'clickhouse']
    expect(stack.started.toSorted()).toEqual(all.filter((name) => !leftOut.includes(name)).toSorted())
  })

  test('the demo reaches the Collector, and neither Loki nor Alertmanager', async () => {
    const reach = (url: string) => stack.exec('demo', ['env', '--unset=NODE_OPTIONS', 'node', '-e', toReach(url)])
    expect(await reach('http://collector:13133/')).toBe(0)
    expect(await reach(`${stack.url('loki', 3100)}/ready`)).toBe(7)
    expect(await reach(`${stack.url('alertmanager', 9093)}/-/ready`)).toBe(7)
  })

  test('one request of the demo is found in ClickHouse, in Loki, as an exemplar in Prometheus, and on the page', async () => {
    let found = ''
    await until('a trace that is everywhere', async () => {
      const exemplars = await ask.exemplars('http_server_request_duration_seconds_bucket{service_name="shop"}')
      for (const { labels } of exemplars) {
        const id = labels.trace_id ?? ''
        const [spans] = await ask.sql<{ n: string }>(`SELECT count() AS n FROM otel_traces WHERE TraceId = '${id}'`)
        const lines = await ask.logql(`{service_name="shop"} | trace_id="${id}"`)
        if (Number(spans?.n) > 0 && lines.length > 0) found = id
      }
      return found !== ''
    })
    expect(JSON.stringify(await ask.page('trace-detail', { traceId: found }))).toContain('"shop"')
    // And on the other service's side, where it went on.
    const services = await ask.sql<{ ServiceName: string }>('SELECT DISTINCT ServiceName FROM otel_traces ORDER BY 1')
    expect(services.map(({ ServiceName }) => ServiceName)).toEqual(['payments', 'shop'])
  })

  test('every signal is where it belongs', async () => {
    const count = async (table: string): Promise<number> =>
      Number((await ask.sql<{ n: string }>(`SELECT count() AS n FROM ${table}`))[0]?.n)
    for (const table of tables) await until(`rows in ${table}`, async () => (await count(table)) > 0)
    // The views of the hub follow what the Collector writes.
    await until('requests in the rollup', async () => (await count('request_rollup')) > 0)
    await until(
      'runtime metrics in Prometheus',
      async () => (await ask.promql('nodejs_eventloop_utilization_ratio')).length > 0,
    )
    const up = await ask.promql('up == 0')
    expect(up.map(({ labels }) => labels.job)).toSatisfy((jobs: string[]) =>
      jobs.every((job) => ['clickhouse', 'alloy', 'grafana'].includes(job)),
    )
  })

  test('usage events go to the hub and nowhere else, and the hub gets nothing else', async () => {
    const body = { stringValue: '' }
    const attributes = [{ key: 'plan', value: { stringValue: 'pro' } }]
    const logRecords = [{ timeUnixNano: `${Date.now()}000000`, eventName: 'plan.chosen', body, attributes }]
    const request = {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'events' } }] },
          scopeLogs: [{ logRecords }],
        },
      ],
    }
    expect(await send('logs', request)).toBe(200)
    const events = () => ask.sql<{ EventName: string }>("SELECT EventName FROM otel_logs WHERE EventName != ''")
    await until('the event', async () => (await events()).length > 0)
    // Time for a copy of it to arrive by another way, which nothing announces.
    await sleep(3_000)
    expect(await events()).toEqual([{ EventName: 'plan.chosen' }])
    expect(await ask.logql('{service_name="events"}')).toEqual([])
    const headers = { authorization: `Bearer ${stack.env.PLAINSIGHT_TOKEN}` }
    const metrics = await (await fetch(`${stack.url('hub', 4318)}/metrics`, { headers })).text()
    expect(metrics).toMatch(/plainsight_ingest_accepted_records_total\{[^}]*signal="logs"[^}]*\} 1\b/)
    expect(metrics).toMatch(/plainsight_ingest_accepted_records_total\{[^}]*signal="traces"[^}]*\} 0\b/)
    expect(metrics).toMatch(/plainsight_ingest_accepted_records_total\{[^}]*signal="metrics"[^}]*\} 0\b/)
  })

  test('a long stack trace is kept in ClickHouse, and in Loki as far as it fits', async () => {
    const long = `Error: too long\n${'    at frame (/app/file.js:1:1)\n'.repeat(10_000)}`
    const record = {
      timeUnixNano: `${Date.now()}000000`,
      severityNumber: 17,
      body: { stringValue: `failed ${long}` },
      attributes: [{ key: 'exception.stacktrace', value: { stringValue: long } }],
    }
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'long' } }] }
    expect(await send('logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] })).toBe(200)
    const inLoki = () => ask.logql('{service_name="long"}')
    await until('the line in Loki', async () => (await inLoki()).length > 0)
    const [stream] = await inLoki()
    expect(stream?.stream.exception_stacktrace).toHaveLength(65_536)
    expect(stream?.values[0]?.[1]).toMatch(/^failed Error: too long/)
    const sizes = "SELECT length(LogAttributes['exception.stacktrace']) AS n FROM otel_logs WHERE ServiceName = 'long'"
    await until('the line in ClickHouse', async () => (await ask.sql<{ n: string }>(sizes)).length > 0)
    expect(await ask.sql(sizes)).toEqual([{ n: String(long.length) }])
  })

  test('nothing of a person is on any disk of the stack, in any log, in any part', async () => {
    // The canaries have a time of their own, before the demo's.
    const time = Date.now() - 120_000
    const sendCanaries = (signal: Signal, left: string): Promise<number> =>
      send(signal, startingAt(without(canaryRequests[signal], left), time))
    for (const signal of signals) expect(await sendCanaries(signal, 'links')).toBe(200)
    // The same once more as plain log records, which go other ways than events.
    expect(await sendCanaries('logs', 'eventName')).toBe(200)
    const visit = await stack.exec('demo', ['env', '--unset=NODE_OPTIONS', 'node', '-e', canaryVisit])
    expect(visit).toBe(0)
    const inClickHouse = `SELECT count() AS n FROM otel_logs WHERE Body LIKE '%${kept}%'`
    await until('the harmless part', async () => Number((await ask.sql<{ n: string }>(inClickHouse))[0]?.n) > 0)
    // Time for what must not arrive, which nothing announces.
    await sleep(5_000)
    const places: Record<string, string> = {}
    for (const table of tables)
      places[table] = JSON.stringify(await ask.sql(`SELECT * FROM ${table} WHERE ServiceName LIKE 'shop%'`))
    places.loki = JSON.stringify(await ask.logql('{service_name=~".+"}'))
    places['loki, their time'] = JSON.stringify(await ask.logql('{service_name=~".+"}', [time, time + 2_000]))
    places.prometheus = JSON.stringify(await ask.promql('{__name__=~".+"}'))
    for (const path of filesOf(await stack.files())) places[path] = `${path} ${read(path)}`
    expect(
      Object.keys(places)
        .filter((place) => places[place]?.includes(kept))
        .toSorted(),
    ).toEqual(expect.arrayContaining(['otel_logs', 'otel_metrics_gauge', 'otel_traces']))
    expect(places['loki, their time']).toContain(kept)
    const findings = Object.entries(places).flatMap(([place, text]) =>
      canaries.filter((word) => text.toLowerCase().includes(word)).map((word) => `${word} in ${place}`),
    )
    expect(findings).toEqual([])
  })

  test('nothing that was acknowledged is lost while ClickHouse is away, the Collector is killed, Prometheus and Loki restart', {
    timeout: 600_000,
  }, async () => {
    const load = startLoad(stack.url('collector', 4318))
    // The times are what is tested: load before, during and after the outage.
    await sleep(5_000)
    await stack.end('hub', 'SIGTERM')
    await sleep(outage / 2)
    await stack.end('collector', 'SIGKILL')
    await stack.start('collector')
    await sleep(outage / 2)
    await stack.start('hub')
    await stack.end('collector', 'SIGKILL')
    await stack.start('collector')
    // Prometheus forgets at its restart since when a target is down, and the alert would be late.
    await until('the alert at the receiver', hasAlerted, 240_000)
    await stack.end('prometheus', 'SIGTERM')
    await stack.start('prometheus')
    await stack.end('loki', 'SIGKILL')
    await stack.start('loki')
    await sleep(5_000)
    await load.stop()
    const { spans, logs, points } = load.acknowledged
    const rows = async (sql: string): Promise<string[]> => (await ask.sql<{ id: string }>(sql)).map(({ id }) => id)
    const found = {
      spans: () => rows("SELECT TraceId AS id FROM otel_traces WHERE ServiceName = 'counted'"),
      logs: () => rows("SELECT substring(Body, 6) AS id FROM otel_logs WHERE ServiceName = 'counted'"),
      points: () =>
        rows("SELECT toString(toUInt64(Value)) AS id FROM otel_metrics_gauge WHERE ServiceName = 'counted'"),
      'logs in Loki': () => linesInLoki(ask),
      'points in Prometheus': () => pointsInPrometheus(ask),
    }
    const sent = { spans, logs, points, 'logs in Loki': logs, 'points in Prometheus': points }
    const figures: Record<string, object> = {}
    for (const [what, look] of Object.entries(found))
      figures[what] = await compare([...sent[what as keyof typeof sent]], look)
    console.log('the store away for', outage / 1000, 's:', { refused: load.refused(), ...figures })
    for (const figure of Object.values(figures)) expect(figure).toMatchObject({ missing: 0 })
    // What the Collector held back and then sent at once is within Loki's limits.
    expect(await ask.promql('max_over_time(loki_discarded_samples_total[30m])')).toEqual([])
    const refusals = 'loki_request_duration_seconds_count{route="otlp_v1_logs", status_code!~"2.."}'
    expect(await ask.promql(`max_over_time(${refusals}[30m])`)).toEqual([])
    expect(spans.size).toBeGreaterThan(1_000)
  })

  test('an alert reaches its receiver, with what it means and what to do', async () => {
    await until('the alert at the receiver', hasAlerted, 360_000)
    const alert = webhook.notifications
      .flatMap(({ alerts }) => alerts)
      .find(({ labels }) => labels.alertname === 'TargetDown' && labels.job === stack.down)
    expect(alert?.status).toBe('firing')
    expect(alert?.labels.severity).toBe('critical')
    expect(alert?.annotations.summary).toBe(`${stack.down} does not answer`)
    expect(alert?.annotations.runbook_url).toMatch(/docs\/alerts\.md#targetdown$/)
  })
})

/** A minute, since what is waited for goes through several programs. */
const until = (what: string, holds: () => Promise<boolean> | boolean, patience = 60_000): Promise<boolean> =>
  eventually(what, holds, { patience, pause: 200 })

/** A program that ends with 0 when somebody answers, with 7 when nobody is to be reached. */
const toReach = (url: string): string =>
  `fetch('${url}', { signal: AbortSignal.timeout(3000) }).then(() => process.exit(0), () => process.exit(7))`

/** What is there of what was acknowledged, once all of it is, or after a while. */
const compare = async (acknowledged: readonly string[], look: () => Promise<readonly string[]>) => {
  const deadline = Date.now() + 90_000
  for (;;) {
    const there = await look()
    const unique = new Set(there)
    const missing = acknowledged.filter((id) => !unique.has(id)).length
    if (missing === 0 || Date.now() > deadline)
      return { acknowledged: acknowledged.length, missing, twice: there.length - unique.size }
    await sleep(1_000)
  }
}

/** A visitor of the shop with everything on them. */
const canaryVisit = `
fetch('http://127.0.0.1:3000/products?q=${kept}&mail=canary%40example.com&token=canary-query', {
  headers: { cookie: 'sid=canary-cookie', authorization: 'Bearer canary-opaque-1234567890', 'x-forwarded-for': '203.0.113.77', 'user-agent': 'Mozilla/5.0 (canary)' },
}).then(({ ok }) => process.exit(ok ? 0 : 1))`

/** A file that is gone by now held what is elsewhere by now. */
const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/secrets'))
    .map(({ parentPath, name }) => join(parentPath, name))

/** Loki answers 5,000 lines at a time: ten seconds by ten seconds. */
const linesInLoki = async (ask: Ask): Promise<string[]> => {
  const lines: string[] = []
  for (let from = Date.now() - 900_000; from < Date.now() + 10_000; from += 10_000)
    for (const { values } of await ask.logql('{service_name="counted"}', [from, from + 10_000]))
      lines.push(...values.map(([, line]) => line.slice(5)))
  return lines
}

const pointsInPrometheus = async (ask: Ask): Promise<string[]> => {
  const [series] = await ask.promql('counted_points{service_name="counted"}[20m]')
  return (series?.values ?? []).map(String)
}
