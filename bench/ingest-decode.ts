/**
 * The cost of decoding OTLP, per span of ten attributes: `node bench/ingest-decode.ts`. Batches of 512, with the
 * default privacy settings.
 */
import { hash, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createTextWriter } from '../src/ingest/attributes/text-writer.ts'
import { createIngestCounters } from '../src/ingest/ingest-counters.ts'
import { createRecordTimes } from '../src/ingest/record-times.ts'
import { createTracesDecoder } from '../src/ingest/traces/decode-traces.ts'
import { createAttributePolicy } from '../src/privacy/attribute-policy.ts'
import { fixed64, integer, kv, message, text, varint } from '../test/ingest/protobuf.ts'

const spansPerBatch = 512
const batches = 20
const rounds = 60
const routes = ['/items/:id', '/orders/:id', '/', '/users/:id/profile']

const attribute = (field: number, key: string, value: string | number): Buffer =>
  message(field, kv(key, typeof value === 'string' ? text(1, value) : integer(BigInt(value))))

const start = 1_795_324_206_172_000_000n

const createSpan = (i: number): Buffer =>
  Buffer.concat([
    message(1, randomBytes(16)),
    message(2, randomBytes(8)),
    text(5, `GET ${routes[i & 3]}`),
    varint(6, 2),
    fixed64(7, start + BigInt(i)),
    fixed64(8, start + 1_000_000n),
    attribute(9, 'http.request.method', 'GET'),
    attribute(9, 'url.scheme', 'http'),
    attribute(9, 'server.address', 'localhost'),
    attribute(9, 'server.port', 3000),
    attribute(9, 'url.path', routes[i & 3]!.replace(':id', String(i))),
    attribute(9, 'http.route', routes[i & 3]!),
    attribute(9, 'http.response.status_code', 200),
    attribute(9, 'network.protocol.version', '1.1'),
    attribute(9, 'request.id', randomBytes(12).toString('hex')),
    attribute(9, 'user_agent.name', 'Chrome'),
    message(15, varint(3, 0)),
  ])

const createBatch = (): Buffer =>
  message(
    1,
    Buffer.concat([
      message(
        1,
        Buffer.concat([
          attribute(1, 'service.name', 'shop'),
          attribute(1, 'service.version', '1.2.3'),
          attribute(1, 'host.name', 'h1'),
          attribute(1, 'process.pid', 123),
          attribute(1, 'telemetry.sdk.language', 'nodejs'),
          attribute(1, 'deployment.environment.name', 'prod'),
        ]),
      ),
      message(
        2,
        Buffer.concat([
          message(1, text(1, 'plainsight')),
          ...Array.from({ length: spansPerBatch }, (_, i) => message(2, createSpan(i))),
        ]),
      ),
    ]),
  )

const bodies = Array.from({ length: batches }, createBatch)
const zipped = bodies.map((body) => gzipSync(body, { level: 1 }))

const measure = (what: string, run: (i: number) => unknown): void => {
  for (let i = 0; i < batches; i++) run(i)
  const perRound: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    for (let i = 0; i < batches; i++) run(i)
    const { user, system } = process.cpuUsage(before)
    perRound.push((user + system) / (batches * spansPerBatch))
  }
  perRound.sort((a, b) => a - b)
  const [best, median] = [perRound[0]!, perRound[rounds >> 1]!]
  console.log(`${what.padEnd(44)} ${median.toFixed(2)} us/span of processor time, median, ${best.toFixed(2)} best`)
}

const createDecoder = (scrub: boolean): ReturnType<typeof createTracesDecoder> => {
  const counters = createIngestCounters()
  const text = createTextWriter(scrub, counters)
  return createTracesDecoder(
    { policyOf: createAttributePolicy(), text, counters },
    createRecordTimes({ retentionDays: 0 }),
  )
}

const plain = createDecoder(false)
const scrubbing = createDecoder(true)
const blockBytes = scrubbing(bodies[0]!).blocks[0]!.bytes.length
console.log(
  `${Math.round(bodies[0]!.length / spansPerBatch)} bytes/span of protobuf, ${Math.round(blockBytes / spansPerBatch)} as Native`,
)
measure('gunzip', (i) => gunzipSync(zipped[i]!))
measure('sha256 of the body', (i) => hash('sha256', bodies[i]!, 'buffer'))
measure('decode into columns, without text scrubbing', (i) => plain(bodies[i]!))
measure('decode into columns, with text scrubbing', (i) => scrubbing(bodies[i]!))
