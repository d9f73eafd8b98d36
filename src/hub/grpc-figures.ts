import { type RpcCode, rpcCodes } from '../grpc/status.ts'
import { signals } from '../model.ts'
import type { Figure } from './hub-metrics.ts'

/** Figures of OTLP over gRPC since the hub started. Plain numbers, counted up in place. */
export type GrpcCounters = {
  /** Calls by signal and status. */
  readonly calls: Record<string, Record<RpcCode, number>>
  connections: number
}

const codes = Object.keys(rpcCodes) as readonly RpcCode[]
const names = [...signals, 'unknown'] as const

export const createGrpcCounters = (): GrpcCounters => {
  const zeros = (): Record<RpcCode, number> =>
    Object.fromEntries(codes.map((code) => [code, 0])) as Record<RpcCode, number>
  return { calls: Object.fromEntries(names.map((name) => [name, zeros()])), connections: 0 }
}

/** Every label value is there from the start, at 0. */
export const createGrpcFigures = (counters: GrpcCounters): readonly Figure[] => [
  {
    name: 'plainsight_grpc_calls',
    kind: 'counter',
    help: 'Calls of OTLP over gRPC by status; signal unknown: rejected before the method was known',
    read: () =>
      names.flatMap((signal) => codes.map((code) => [counters.calls[signal]![code], { signal, code }] as const)),
  },
  {
    name: 'plainsight_grpc_connections',
    kind: 'gauge',
    help: 'Open connections of OTLP over gRPC',
    read: () => [[counters.connections]],
  },
]
