import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPythonWith } from '../ingest/python.ts'
import { leaveOut } from '../leave-out.ts'
import { type OpenDoor, openTestDoor, type TestKey } from './open-door.ts'
import { sendSpans } from './seed.ts'

const python = await openPythonWith('python-clickhouse-connect-1.12.0', ['clickhouse-connect==1.12.0'])

describe.skipIf(leaveOut('clickhouse-connect through the door', python))('clickhouse-connect, for Python', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openTestDoor()
    await sendSpans(door, 50)
  })
  afterAll(() => door?.close())

  const run = async (key: TestKey, compress: boolean | string): Promise<Readonly<Record<string, unknown>>> => {
    const path = 'path' in python ? python.path : ''
    const child = spawn(path, [join(import.meta.dirname, 'python-client.py')])
    child.stdin.end(JSON.stringify({ port: door.port, user: key.name, password: key.secret, compress }))
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>
  }

  test.each([true, false, 'zstd', 'gzip'])(
    'reads all it offers (compress %s), and may not write with a key that reads',
    async (compress) => {
      expect(await run(door.reader, compress)).toEqual({
        version: expect.stringMatching(/^\d+\.\d+/),
        timezone: 'UTC',
        ping: true,
        columns: ['Timestamp', 'SpanName', 'SpanAttributes', 'Duration', 'ServiceName'],
        types: [
          'DateTime64(9)',
          'LowCardinality(String)',
          'Map(LowCardinality(String), String)',
          'UInt64',
          'LowCardinality(String)',
        ],
        first: [
          expect.stringMatching(/^\d{4}-/),
          'GET /items/0',
          "{'http.response.status_code': '500', 'http.route': '/items/0'}",
          '12000000',
          'shop',
        ],
        rows: 3,
        empty: [],
        columns_only: ['SpanName', 'Duration'],
        command: 50,
        streamed: 200_000,
        raw: '{"one":1}\n',
        settings: [[1]],
        times: ['2026-11-22 10:00:00.123000', "[\"it's\", 'b']"],
        fault: { code: 47, error: expect.stringContaining('nothing') },
        refusal: { code: 497, error: expect.stringContaining('ACCESS_DENIED') },
        insert: { code: 497, error: expect.stringContaining('may only read') },
      })
    },
  )

  test('writes with a key that may do both', async () => {
    expect(await run(door.makeKey('both', ['read', 'write']), true)).toMatchObject({ insert: 1 })
    expect(await door.text('SELECT Body, ServiceName FROM otel_logs FORMAT CSV')).toBe('"written by Python","till"\n')
  })

  test('is told that a password is wrong', async () => {
    expect(await run({ name: 'reader', secret: 'wrong' }, true)).toMatchObject({ refused: { code: 516 } })
  })
})
