import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { postOtlp } from './post-otlp.ts'

const service = 'counted'
const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] }
const scope = { name: 'load' }

/** What was sent and answered with success. */
export type Acknowledged = { readonly spans: Set<string>; readonly logs: Set<string>; readonly points: Set<string> }

export type Load = {
  readonly acknowledged: Acknowledged
  /** Requests that were not answered with success; their records may be there or not. */
  refused(): number
  stop(): Promise<void>
}

const now = (): string => `${Date.now()}000000`

const toTraces = (ids: readonly string[]): object => ({
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          scope,
          spans: ids.map((traceId) => ({
            traceId,
            spanId: traceId.slice(0, 16),
            name: 'GET /counted',
            kind: 2,
            startTimeUnixNano: now(),
            endTimeUnixNano: now(),
          })),
        },
      ],
    },
  ],
})

const toLogs = (ids: readonly string[]): object => ({
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          scope,
          logRecords: ids.map((id) => ({
            timeUnixNano: now(),
            severityNumber: 9,
            body: { stringValue: `line ${id}` },
          })),
        },
      ],
    },
  ],
})

/** One gauge whose times tell its points apart. */
const toMetrics = (times: readonly string[]): object => ({
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [
        {
          scope,
          metrics: [
            {
              name: 'counted.points',
              gauge: { dataPoints: times.map((time) => ({ timeUnixNano: `${time}000000`, asDouble: Number(time) })) },
            },
          ],
        },
      ],
    },
  ],
})

/**
 * Sends spans, log records and metric points that can be told apart, and notes those that were acknowledged. A refused
 * request is not sent again.
 */
export const startLoad = (url: string, { perSecond = 20, perRequest = 10 } = {}): Load => {
  const acknowledged: Acknowledged = { spans: new Set(), logs: new Set(), points: new Set() }
  let [running, refused] = [true, 0]
  const post = async (signal: 'traces' | 'logs' | 'metrics', body: object): Promise<boolean> => {
    const taken = await postOtlp(url, signal, body).then(
      (status) => status === 200,
      () => false,
    )
    if (!taken) refused++
    return taken
  }
  const sendOnce = async (): Promise<void> => {
    const toIds = (): string[] => Array.from({ length: perRequest }, () => randomBytes(16).toString('hex'))
    const [spans, logs, time] = [toIds(), toIds(), `${Date.now()}`]
    const [hasSpans, hasLogs, hasPoint] = await Promise.all([
      post('traces', toTraces(spans)),
      post('logs', toLogs(logs)),
      post('metrics', toMetrics([time])),
    ])
    if (hasSpans) for (const id of spans) acknowledged.spans.add(id)
    if (hasLogs) for (const id of logs) acknowledged.logs.add(id)
    if (hasPoint) acknowledged.points.add(time)
  }
  const loop = (async () => {
    while (running) {
      await sendOnce()
      await sleep(1000 / perSecond)
    }
  })()
  return {
    acknowledged,
    refused: () => refused,
    stop: () => {
      running = false
      return loop
    },
  }
}
