import { PlainsightError } from '../errors.ts'
import { type Signal, signals } from '../model.ts'
import type { Receivers } from './create-receivers.ts'
import { toSuccess } from './otlp-answer.ts'
import type { Receiver } from './receiver.ts'

/** Where each signal's `Export` is in gRPC. */
const paths: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
}

/** An `Export`, as a server of gRPC calls it. */
export type OtlpMethod = Pick<Receiver, 'refuse'> & {
  readonly name: Signal
  call(message: Buffer, encoding: string, client: AbortSignal): Promise<Buffer>
  toInvalid(reason: string): PlainsightError
}

const toMethod = ({ signal, receive, refuse }: Receiver): OtlpMethod => ({
  name: signal,
  refuse,
  toInvalid: (reason) => new PlainsightError('OTLP_UNDECODABLE', { signal, reason }),
  call: async (bytes, encoding, client) => {
    const decoded = await receive({ bytes, encoding }, 'protobuf', client)
    return toSuccess('protobuf', signal, decoded.refusals)
  },
})

/**
 * The methods of OTLP/gRPC by path, over the receivers that OTLP/HTTP has too.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export const createOtlpMethods = (receivers: Receivers): ReadonlyMap<string, OtlpMethod> =>
  new Map(signals.map((signal) => [paths[signal], toMethod(receivers[signal])]))
