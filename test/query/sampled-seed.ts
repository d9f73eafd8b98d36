import type { Store } from '../../src/store/store.ts'
import { createRandom } from './traces-logs-seed.ts'

/** A request that was served, whether it was recorded or not. */
export type Served = {
  readonly ms: number
  readonly durationMs: number
  readonly failed: boolean
  readonly traceId: string
}

/** Requests, evenly over a stretch of time: most take tens of milliseconds, failed ones ten times as long. */
export const serve = (count: number, { from, to }: { from: number; to: number }, failing: number): Served[] => {
  const random = createRandom(11)
  const digits = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return Array.from({ length: count }, (_, index) => {
    const failed = random() < failing
    const durationMs = (failed ? 200 : 20) * (1 - Math.log(1 - random()))
    const ms = from + Math.floor(((to - from) * index) / count)
    return { ms, durationMs, failed, traceId: digits() + digits() + digits() + digits() }
  })
}

/** The decision of the specification: the last 56 bits of the trace id are not below the threshold. */
export const isKept = ({ traceId }: Served, threshold: bigint): boolean => BigInt(`0x${traceId.slice(18)}`) >= threshold

/** Of 2^56 traces, those that are dropped at a probability. */
export const toThreshold = (probability: number): bigint => BigInt(Math.round((1 - probability) * 2 ** 56))

/** As it travels: without the zeros at its end. */
export const toTraceState = (threshold: bigint): string =>
  `ot=th:${threshold.toString(16).padStart(14, '0').replace(/0+$/, '') || '0'}`

type Recorded = Served & { readonly traceState: string }

const toRow = (service: string, { ms, durationMs, failed, traceId, traceState }: Recorded): string =>
  JSON.stringify({
    Timestamp: (ms / 1000).toFixed(9),
    TraceId: traceId,
    SpanId: traceId.slice(16),
    TraceState: traceState,
    SpanName: 'GET /',
    SpanKind: 'Server',
    ServiceName: service,
    SpanAttributes: {
      'http.request.method': 'GET',
      'http.route': '/',
      'http.response.status_code': failed ? '500' : '200',
    },
    Duration: Math.round(durationMs * 1e6),
    StatusCode: failed ? 'Error' : 'Unset',
  })

/** Writes spans as a Collector does: straight into `otel_traces`. */
export const record = (store: Store, service: string, spans: readonly Recorded[]): Promise<void> =>
  store.command(`INSERT INTO otel_traces FORMAT JSONEachRow ${spans.map((span) => toRow(service, span)).join('\n')}`)
