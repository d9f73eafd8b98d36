import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { toProtobuf } from '../whole/canary-requests.ts'
import type { Answer } from './answer.ts'
import type { Figures } from './figures.ts'
import { toLimits } from './limits.ts'
import type { Lines } from './lines.ts'
import type { LokiSettings } from './settings.ts'
import { decodeLogs, toStreams } from './streams.ts'
import { createTake } from './take.ts'

/** The whole body, or nothing where it has more bytes. */
const inflate = async (request: IncomingMessage, most: number): Promise<Buffer | undefined> => {
  const body = await buffer(request)
  try {
    const whole = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: most }) : body
    return whole.length > most ? undefined : whole
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw error
  }
}

const tooFast: ReadonlySet<string> = new Set(['rate_limited', 'per_stream_rate_limit'])

const tenant = { tenant: 'fake' }

/** Takes OTLP within the limits: lines that meet them are kept, whatever came with them, and all are counted. */
export const createReceive = (settings: LokiSettings, lines: Lines, figures: Figures) => {
  const limits = toLimits(settings)
  const take = createTake(settings, limits)
  const asLabels = settings.distributor.otlp_config.default_resource_attributes_as_index_labels
  const streams = new Set<string>()
  // There from the start, so that rules find them.
  for (const name of ['lines', 'bytes']) figures.add(`loki_distributor_${name}_received_total`, tenant, 0)
  figures.set('loki_ingester_memory_streams', tenant, 0)
  figures.set('loki_ingester_wal_disk_usage_percent', {}, 0.5)

  return async (request: IncomingMessage): Promise<Answer> => {
    const body = await inflate(request, limits.body)
    if (!body) return { status: 413, text: `more than ${limits.body} bytes` }
    const isJson = request.headers['content-type'] === 'application/json'
    const logs = decodeLogs(isJson ? toProtobuf('logs', JSON.parse(body.toString()) as object) : body)
    const { kept, discarded } = take(toStreams(logs, asLabels), Date.now())
    lines.add(kept)
    for (const { labels } of kept) streams.add(JSON.stringify(labels))
    figures.add('loki_distributor_lines_received_total', tenant, kept.length)
    figures.add('loki_distributor_bytes_received_total', tenant, body.length)
    figures.set('loki_ingester_memory_streams', tenant, streams.size)
    for (const [reason, count] of discarded) figures.add('loki_discarded_samples_total', { ...tenant, reason }, count)
    const reasons = [...discarded.keys()]
    if (reasons.length === 0) return { status: 204 }
    return { status: reasons.some((reason) => tooFast.has(reason)) ? 429 : 400, text: reasons.join(', ') }
  }
}
