import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { toStackEnv } from './env.ts'

/** Stand for the image's own files, of which ours take parts away. */
const imageConfig = (folder: string): string => `<clickhouse>
  <tcp_port>9000</tcp_port><mysql_port>9004</mysql_port><postgresql_port>9005</postgresql_port>
  <interserver_http_port>9009</interserver_http_port>
  <query_log><database>system</database><table>query_log</table></query_log>
  <logger><level>fatal</level></logger>
  <users_config>${folder}/users.xml</users_config>
</clickhouse>`

const imageUsers = `<clickhouse>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota><access_management>1</access_management></default></users>
</clickhouse>`

describe("clickhouse/, read by ClickHouse's own engine", () => {
  let folder: string
  let session: Session
  const ask = async <Row>(sql: string): Promise<Row[]> =>
    (await session.queryAsync(sql, { format: 'JSON' })).json<{ data: Row[] }>().data
  const grants = async (user: string): Promise<string[]> =>
    (await ask<Record<string, string>>(`SHOW GRANTS FOR ${user}`)).flatMap((row) => Object.values(row))

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-clickhouse-config-'))
    const put = (name: string, text: string): void => {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const read = (name: string): string => readFileSync(join(root, 'clickhouse', name), 'utf8')
    put('config.xml', imageConfig(folder))
    put('users.xml', imageUsers)
    put('config.d/plainsight.xml', read('config.xml').replace('<level>warning</level>', '<level>fatal</level>'))
    // The engine within this process is the user default.
    expect(read('users.xml')).toContain('<default remove="remove"/>')
    put('users.d/plainsight.xml', read('users.xml').replace('<default remove="remove"/>', ''))
    Object.assign(process.env, toStackEnv())
    session = new Session(join(folder, 'data'), { connectionArgs: [`--config-file=${folder}/config.xml`] })
  })
  afterAll(() => {
    session?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('sizes the caches for the memory it gets', async () => {
    const rows = await ask<{ name: string; value: string }>(
      'SELECT name, value FROM system.server_settings WHERE changed',
    )
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toMatchObject({
      mark_cache_size: '134217728',
      uncompressed_cache_size: '0',
      max_server_memory_usage_to_ram_ratio: '0.8',
    })
  })

  test('makes three users, each with a password', async () => {
    const users = await ask<{ name: string; auth_type: string[] }>(
      "SELECT name, auth_type FROM system.users WHERE name != 'default' ORDER BY name",
    )
    expect(users).toEqual(['collector', 'grafana', 'hub'].map((name) => ({ name, auth_type: ['plaintext_password'] })))
  })

  test('lets the Collector write the OTel tables and nothing else', async () => {
    const found = (await grants('collector')).join('\n')
    expect(found.match(/GRANT INSERT ON plainsight\.(\w+)/g)?.map((grant) => grant.split('.')[1])).toEqual([
      'otel_logs',
      'otel_metrics_exponential_histogram',
      'otel_metrics_gauge',
      'otel_metrics_histogram',
      'otel_metrics_sum',
      'otel_metrics_summary',
      'otel_traces',
    ])
    expect(found).not.toMatch(/SELECT|ALTER|DROP|CREATE/)
  })

  test('lets Grafana read, within limits that it may only lower', async () => {
    expect(await grants('grafana')).toEqual(['GRANT SHOW TABLES, SHOW COLUMNS, SELECT ON plainsight.* TO grafana'])
    const limits = await ask<{ setting_name: string; value: string; max: string | null }>(
      "SELECT setting_name, value, max FROM system.settings_profile_elements WHERE profile_name = 'reader' AND setting_name != ''",
    )
    expect(Object.fromEntries(limits.map(({ setting_name, value, max }) => [setting_name, [value, max]]))).toEqual({
      readonly: ['2', null],
      max_execution_time: ['30', '30'],
      max_memory_usage: ['500000000', '500000000'],
      max_result_rows: ['1000000', '1000000'],
      max_threads: ['2', '2'],
    })
  })

  test('gives the hub its database and no other', async () => {
    const found = await grants('hub')
    expect(found.some((grant) => /^GRANT .*CREATE DATABASE.* ON plainsight\.\* TO hub$/.test(grant))).toBe(true)
    expect(found.filter((grant) => / ON \*\.\* /.test(grant))).toEqual([])
  })
})
