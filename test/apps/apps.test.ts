import { expect, test } from 'vitest'
import { buildWhenStale } from '../agent/build.ts'
import { openReceiver, type ReceivedLog, type ReceivedSpan, type Receiver } from '../agent/receiver.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import type { AppCase, AppRequest } from './app-case.ts'
import { cases } from './cases.ts'
import { prepareApp } from './prepare.ts'
import { runApp } from './run.ts'

type Telemetry = { readonly spans: readonly ReceivedSpan[]; readonly logs: readonly ReceivedLog[] }

/**
 * What has arrived. An export that was on its way when the process exited is sent once more, byte for byte, and kept
 * once by the hub: so such records count once here as well.
 */
const arrivedAt = ({ spans, logs }: Receiver): Telemetry => ({
  spans: [...new Map(spans.map((span) => [span.spanId, span])).values()],
  logs: [...new Map(logs.map((log) => [`${log.spanId} ${log.time} ${log.body}`, log])).values()],
})

type Expected = Pick<AppRequest, 'status' | 'route' | 'log' | 'inner'>

const expectLog = async (receiver: Receiver, trace: readonly ReceivedSpan[], log: string): Promise<void> => {
  const find = (): readonly ReceivedLog[] => arrivedAt(receiver).logs.filter(({ body }) => String(body).includes(log))
  await eventually(
    `a log line with «${log}» among ${receiver.logs.map(({ body }) => body).join(' | ')}`,
    () => find().length > 0 || undefined,
  )
  const [line, ...more] = find()
  expect(more).toEqual([])
  expect(trace.map(({ spanId }) => spanId)).toContain(line?.spanId)
  expect(trace.map(({ attributes }) => attributes.request_id)).toContain(line?.attributes.request_id)
}

const expectTrace = async (receiver: Receiver, root: ReceivedSpan, expected: Expected): Promise<void> => {
  const trace = arrivedAt(receiver).spans.filter(({ traceId }) => traceId === root.traceId)
  const { 'http.response.status_code': status, 'http.route': route, 'url.path': path } = root.attributes
  const inner = trace.filter((span) => span !== root)
  const names =
    expected.inner === 'own'
      ? inner.filter(({ kind }) => kind === 2).map(({ name }) => name)
      : inner.map(({ name }) => name)
  const expectedNames = expected.inner === 'own' ? [] : (expected.inner ?? [])
  expect({ path, status, route, names: names.toSorted() }).toEqual({
    path,
    status: expected.status,
    route: expected.route,
    names: expectedNames.toSorted(),
  })
  const known = trace.map(({ spanId }) => spanId)
  for (const { parentSpanId } of inner) expect(known).toContain(parentSpanId)
  if (expected.log !== undefined) await expectLog(receiver, trace, expected.log)
}

/** Every span that nothing is above is the server span of one request that was sent. */
const expectTelemetry = async (app: AppCase, receiver: Receiver, requestIds: readonly string[]): Promise<void> => {
  const connections = app.client?.connections ?? []
  const count = requestIds.length + connections.length
  const roots = await receiver.waitFor(() => {
    const found = arrivedAt(receiver).spans.filter(
      ({ parentSpanId, name }) => parentSpanId === '' && !app.outside?.includes(name),
    )
    return found.length >= count && found
  })
  const toText = ({ kind, name, attributes }: ReceivedSpan): string =>
    [kind, name, attributes['url.path'] ?? attributes['url.full']].join(' ')
  expect(roots.filter(({ kind }) => kind !== 2).map(toText)).toEqual([])
  expect([roots.map(toText), roots.length]).toEqual([expect.anything(), count])
  const rest = new Set(roots)
  for (const [at, request] of app.requests.entries()) {
    // A proxy passes on the request id of the server behind it.
    const [span, ...more] = arrivedAt(receiver).spans.filter(
      ({ kind, attributes }) => kind === 2 && attributes.request_id === requestIds[at],
    )
    expect([request.path, more]).toEqual([request.path, []])
    const root = roots.find(({ traceId }) => traceId === span?.traceId)
    expect([root?.kind, root?.attributes['url.path']]).toEqual([2, request.path.replace(/\?.*/, '')])
    if (root) await expectTrace(receiver, root, request)
    if (root) rest.delete(root)
  }
  const inOrder = [...rest].toSorted((a, b) => Number(a.start - b.start))
  expect(inOrder.map(({ attributes }) => attributes['url.path'])).toEqual(connections.map(({ path }) => path))
  for (const [at, connection] of connections.entries())
    await expectTrace(receiver, inOrder[at] as ReceivedSpan, connection)
}

/**
 * Each request is counted once, of a cluster by the worker that answered it. How long a stream of events lasts is no
 * latency.
 */
const expectMetric = async (receiver: Receiver): Promise<void> => {
  const timed = arrivedAt(receiver).spans.filter(
    ({ kind, attributes }) => kind === 2 && attributes['plainsight.stream'] !== 'sse',
  )
  const count = (): number => {
    const durations = receiver.metrics.filter(({ name }) => name === 'http.server.request.duration')
    const last = new Map(durations.map((metric) => [metric.resource['service.instance.id'], metric]))
    return [...last.values()].flatMap(({ points }) => points).reduce((sum, point) => sum + (point.count ?? 0), 0)
  }
  await eventually(`a count of ${timed.length} requests`, () => count() >= timed.length || undefined, {
    patience: 5000,
  })
  expect(count()).toBe(timed.length)
}

/** What was compared, as a row of a table. */
const toRow = ({ name, packages, requests, client }: AppCase, receiver: Receiver): string => {
  const { spans, logs } = arrivedAt(receiver)
  const served = spans.filter(({ kind }) => kind === 2)
  const routes = new Set(served.map(({ attributes }) => attributes['http.route']).filter(Boolean))
  const compared = requests.length + (client?.connections.length ?? 0)
  const cells = [name, packages[0], compared, served.length, spans.length - served.length, logs.length]
  return `| ${[...cells, [...routes].join(' ')].join(' | ')} |`
}

test.each(cases)('$name answers and ends as without the hook, and each request is one server span', async (app) => {
  buildWhenStale()
  const folder = prepareApp(app)
  const port = await findFreePort()
  const receiver = await openReceiver()
  try {
    const bare = await runApp(app, folder, port)
    const hooked = await runApp(app, folder, port, receiver)
    expect(bare.seen.answers.map(({ status }, at) => [app.requests[at]?.path, status])).toEqual(
      app.requests.map(({ path, status }) => [path, status]),
    )
    expect(hooked.seen).toEqual(bare.seen)
    await expectTelemetry(app, receiver, hooked.requestIds)
    await expectMetric(receiver)
    console.log(toRow(app, receiver))
  } finally {
    await receiver.close()
  }
})
