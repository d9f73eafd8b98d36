import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { toCollectorPrivacy } from '../../scripts/collector/privacy.ts'
import { signals } from '../../src/model.ts'
import { scrubText } from '../../src/privacy/text/scrub.ts'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { canaries, canaryRequests, kept, without } from '../whole/canary-requests.ts'
import { postOtlp } from './post-otlp.ts'
import { runCollector } from './run-collector.ts'
import { programTools } from './tools.ts'

test('collector/privacy.yaml is what the lists of the hub make (npm run collector)', () => {
  expect(readFileSync(join(root, 'collector/privacy.yaml'), 'utf8')).toBe(toCollectorPrivacy())
})

const tools = programTools()

/** Bodies of what the Collector sends on, by path. */
const listen = async () => {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await text(request))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const around = (whole: string, word: string): string => {
  const at = whole.toLowerCase().indexOf(word)
  return at < 0 ? '' : `${word}: …${whole.slice(Math.max(0, at - 80), at + 60)}…`
}

const samples = [
  'mail to ann@example.com failed',
  'connection from 203.0.113.7:443 closed',
  'ECONNREFUSED 127.0.0.1:5432',
  'peers 203.0.113.7,203.0.113.8, 2001:db8::7 and ::1',
  '::ffff:203.0.113.78 asked',
  'sent Bearer mF_9.B5f-4.1JqM',
  'paid with 4111 1111 1111 1111',
  'POST /login?password=hunter2 to postgres://shop:pw@db/x',
  'invalid token: unexpected end',
  'order 1234 of 12:30:45 took 17 ms',
  'key AKIAIOSFODNN7EXAMPLE and ghp_0123456789abcdefghijABCDEFGHIJ',
  '{"user":"ann","apiKey":"abc123","n":5}',
  'GET /items/42 → 200 in 0.5 s',
]

describe.skipIf(leaveOut('the Collector, with its rules of privacy', tools))('what the Collector sends on', () => {
  const programs = 'programs' in tools ? tools.programs : {}

  test.each(signals)('holds nothing of a person, wherever it stood in %s', async (signal) => {
    const sink = await listen()
    const { url } = await runCollector(programs, sink.url)
    expect(await postOtlp(url, signal, without(canaryRequests[signal], 'links'))).toBe(200)
    await eventually('what is sent on', () => sink.bodies.length > 0 || undefined)
    const sent = sink.bodies.join('\n')
    expect(sent).toContain(kept)
    expect(canaries.map((word) => around(sent, word)).filter(Boolean)).toEqual([])
  })

  test('reads as what the hub would have kept', async () => {
    const sink = await listen()
    const { url } = await runCollector(programs, sink.url)
    const logRecords = samples.map((sample, index) => ({ timeUnixNano: `${index + 1}`, body: { stringValue: sample } }))
    await postOtlp(url, 'logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
    await eventually('what is sent on', () => sink.bodies.length > 0 || undefined)
    const { resourceLogs } = JSON.parse(sink.bodies[0]!)
    const records = resourceLogs[0].scopeLogs[0].logRecords as { body: { stringValue: string } }[]
    expect(records.map(({ body }) => body.stringValue)).toEqual(samples.map((sample) => scrubText(sample).text))
  })

  test('keeps names that only measure a secret, versions that look like addresses, and the coarse form of a user agent', async () => {
    const sink = await listen()
    const { url } = await runCollector(programs, sink.url)
    const values = {
      token_type: 'bearer',
      'password.length': '12',
      'session.id': 's-1',
      'gen_ai.usage.input_tokens': '5',
      'server.version': '10.1.2.3',
      'user_agent.original':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.1.2.3 Safari/537.36',
    }
    const attributes = Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))
    const span = { traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: 'GET /', kind: 2, attributes }
    await postOtlp(url, 'traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    await eventually('what is sent on', () => sink.bodies.length > 0 || undefined)
    const sent = JSON.parse(sink.bodies[0]!).resourceSpans[0].scopeSpans[0].spans[0].attributes as {
      key: string
      value: { stringValue: string }
    }[]
    const { 'user_agent.original': _, ...unchanged } = values
    expect(Object.fromEntries(sent.map(({ key, value }) => [key, value.stringValue]))).toEqual({
      ...unchanged,
      'user_agent.name': 'Chrome',
      'user_agent.version': '120',
      'user_agent.os.name': 'Windows',
    })
  })
})
