import { type DoorCounters, doorKinds, doorOutcomes } from '../door/door-counters.ts'
import type { Figure } from './hub-metrics.ts'

/** Requests, bytes and rows of the ClickHouse door. Every label value is there from the start, at 0. */
export const createDoorFigures = (counters: DoorCounters): readonly Figure[] => [
  {
    name: 'plainsight_door_queries',
    kind: 'counter',
    help: 'Requests to the ClickHouse door; kind unknown: rejected before the statement was read',
    read: () =>
      doorKinds.flatMap((kind) =>
        doorOutcomes.map((outcome) => [counters.requests[kind][outcome], { kind, outcome }] as const),
      ),
  },
  {
    name: 'plainsight_door_running',
    kind: 'gauge',
    help: 'Requests to the ClickHouse door that are in progress',
    read: () => [[counters.running]],
  },
  {
    name: 'plainsight_door_sent_bytes',
    kind: 'counter',
    help: 'Bytes of responses of the ClickHouse door',
    read: () => [[counters.sentBytes]],
  },
  {
    name: 'plainsight_door_received_bytes',
    kind: 'counter',
    help: 'Bytes of statements and rows received by the ClickHouse door',
    read: () => [[counters.receivedBytes]],
  },
  {
    name: 'plainsight_door_inserted_rows',
    kind: 'counter',
    help: 'Rows inserted through the ClickHouse door',
    read: () => [[counters.insertedRows]],
  },
]
