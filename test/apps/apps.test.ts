import { expect, test } from 'vitest'
import { buildWhenStale } from '../agent/build.ts'
import { openReceiver, type ReceivedLog, type ReceivedSpan, type Receiver } from '../agent/receiver.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import type { AppCase, AppRequest } from './app-case.ts'
import { cases } from './cases.ts'
import { prepareApp } from './prepare.ts'
import { runApp } from './run.ts'

type Expected = Pick<AppRequest, 'status' | 'route' | 'log' | 'inner'>

const expectLog = async (receiver: Receiver, trace: readonly ReceivedSpan[], log: string): Promise<void> => {
  const find = (): readonly ReceivedLog[] => receiver.logs.filter(({ body }) => String(body).includes(log))
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
  const trace = receiver.spans.filter(({ traceId }) => traceId === root.traceId)
  const { 'http.response.status_code': status, 'http.route': route, 'url.path': path } = root.attributes
  const inner = trace.filter((span) => span !== root)
  expect({ path, status, route, inner: inner.map(({ name }) => name).toSorted() }).toEqual({
    path,
    status: expected.status,
    route: expected.route,
    inner: (expected.inner ?? []).toSorted(),
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
    const found = receiver.spans.filter(({ parentSpanId }) => parentSpanId === '')
    return found.length >= count && found
  })
  expect(roots.map(({ kind, attributes }) => [kind, attributes['url.path']])).toHaveLength(count)
  const rest = new Set(roots)
  for (const [at, request] of app.requests.entries()) {
    // A proxy passes on the request id of the server behind it.
    const [span, ...more] = receiver.serverSpans().filter(({ attributes }) => attributes.request_id === requestIds[at])
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
  } finally {
    await receiver.close()
  }
})
