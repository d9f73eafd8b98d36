import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JournaledTable } from '../../src/tables.ts'
import { type Door, type DoorStore, openDoor, openDoorStore, type Row } from './door.ts'

type Encoding = 'protobuf' | 'json'

export type SdkRows = Partial<Record<JournaledTable, Row[]>>

const tables: readonly JournaledTable[] = [
  'otel_traces',
  'otel_logs',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exponential_histogram',
]

/**
 * Sends what a program under a stock SDK makes, once by protobuf and once by JSON, and tests that both give the same
 * rows. The tests that follow find those of protobuf in the answer. Columns of metrics that have the time of the
 * machine's clock are left out.
 */
export const sendByBothEncodings = (
  runProgram: (url: string, encoding: Encoding) => Promise<unknown>,
  clockColumns: string,
): SdkRows => {
  const rows: SdkRows = {}
  let json: SdkRows
  let shared: DoorStore
  let door: Door

  const send = async (url: string, encoding: Encoding): Promise<SdkRows> => {
    await door.empty()
    await runProgram(url, encoding)
    const found: SdkRows = {}
    for (const table of tables) {
      const columns = table.startsWith('otel_metrics') ? `* EXCEPT (${clockColumns})` : '*'
      found[table] = (await shared.store.query<Row>(`SELECT ${columns} FROM ${table} ORDER BY ALL`)).rows
    }
    return found
  }

  beforeAll(async () => {
    shared = await openDoorStore()
    door = openDoor(shared)
    const url = await door.listen()
    Object.assign(rows, await send(url, 'protobuf'))
    json = await send(url, 'json')
  }, 180_000)
  afterAll(async () => {
    await door?.close()
    await shared?.close()
  })

  it('gives the same rows by protobuf and by JSON', () => {
    for (const table of tables) expect(rows[table]?.length, table).toBeGreaterThan(0)
    expect(json).toEqual(rows)
  })
  return rows
}
