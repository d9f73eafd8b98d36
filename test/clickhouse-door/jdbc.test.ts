import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openJavaWith } from '../ingest/java.ts'
import { leaveOut } from '../leave-out.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'
import { sendSpans } from './seed.ts'

const version = '0.9.4'
const java = await openJavaWith(`java-clickhouse-jdbc-${version}`, [['com.clickhouse', 'clickhouse-jdbc', version]])

describe.skipIf(leaveOut('the JDBC driver through the door', java))(
  'the JDBC driver, on which DBeaver and Metabase rest',
  () => {
    let door: OpenDoor
    beforeAll(async () => {
      door = await openTestDoor()
      await sendSpans(door, 50)
    })
    afterAll(() => door?.close())

    test('finds schemas, tables, columns and keys, and reads', async () => {
      if ('missing' in java) throw new Error(java.missing)
      const { name, secret } = door.reader
      const printed = await java.run(join(import.meta.dirname, 'JdbcClient.java'), [String(door.port), name, secret])
      const answers = Object.fromEntries(
        printed
          .trimEnd()
          .split('\n')
          .map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2).trim()]),
      )
      expect(answers).toEqual({
        valid: 'true',
        product: 'ClickHouse',
        schemas: expect.stringContaining('plainsight'),
        tables: expect.stringMatching(/otel_logs .*otel_traces/),
        kinds: expect.stringMatching(/^(TABLE )+VIEW( TABLE)*$|^(TABLE|VIEW)( TABLE| VIEW)*$/),
        columns: 'TraceId Start End',
        keys: '3',
        statement: '50',
        prepared: '50',
        quoted: "it's; -- \\",
        many: '300000',
        file: expect.stringContaining('ACCESS_DENIED'),
        drop: expect.stringContaining('ACCESS_DENIED'),
      })
    })
  },
)
