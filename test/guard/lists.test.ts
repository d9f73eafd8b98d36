import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFormat } from '../../src/guard/allowed-formats.ts'
import { toSqlSettings } from '../../src/guard/allowed-settings.ts'
import { checkInsert, isInsert } from '../../src/guard/check-insert.ts'
import { isAllowedFunction } from '../../src/guard/functions.ts'
import { defaultLimits } from '../../src/guard/sql-limits.ts'
import { insertableTables, type Table, tables } from '../../src/tables.ts'
import { type Arena, openArena } from './arena.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const refused = expect.objectContaining({ code: 'SQL_REFUSED' })

describe('the list of tables', () => {
  test.each(Object.entries<Table>(tables))('says who may read %s', async (name, { readers }) => {
    const asked = arena.ask(`SELECT count() >= 0 FROM ${name}`)
    await (readers === 'users' ? expect(asked).resolves.toBe('1\n') : expect(asked).rejects.toThrow(refused))
  })

  test('says who may be inserted into', () => {
    const accepts = (name: string): boolean => {
      try {
        return checkInsert(`INSERT INTO ${name} FORMAT Native`, { database: 'plainsight' }).table === name
      } catch {
        return false
      }
    }
    expect(Object.keys(tables).filter(accepts)).toEqual(insertableTables)
  })
})

describe('the list of functions', () => {
  test('rejects other spellings of its name', async () => {
    const { rows } = await arena.store.query<{ name: string; real: string }>(
      "SELECT name, if(alias_to = '', name, alias_to) AS real FROM system.functions",
    )
    const differing = rows.filter(({ name, real }) => isAllowedFunction(name) !== isAllowedFunction(real))
    expect(differing.map(({ name }) => name).filter(isAllowedFunction)).toEqual([])
  })
  test.each([
    'file',
    'sleep',
    'sleepEachRow',
    'dictGet',
    'dictGetOrDefault',
    'joinGet',
    'hostName',
    'FQDN',
    'getSetting',
    'arrayReduce',
    'initializeAggregation',
    'finalizeAggregation',
    'catboostEvaluate',
    'evalMLMethod',
    'hasColumnInTable',
    'aiGenerate',
    'logTrace',
    'formatRow',
    'throwIf',
    'showCertificate',
    'addressToLine',
    'globalVariable',
    'regionToName',
    'executable',
    'fileIf',
    'sleepState',
    'fileArray',
    'dictGetMerge',
  ])('does not hold %s', (name) => {
    expect(isAllowedFunction(name)).toBe(false)
  })
  test.each([
    'count',
    'COUNT',
    'sumIf',
    'uniqStateMerge',
    'quantilesTimingArrayIf',
    'toStartOfInterval',
    'DATE_TRUNC',
    'in',
    'lambda',
  ])('holds %s', (name) => {
    expect(isAllowedFunction(name)).toBe(true)
  })
})

describe('settings beside a statement', () => {
  const zones = new Set(['Europe/Berlin'])
  test('that shape the answer pass, and those of no effect are left out', () => {
    const sent = {
      output_format_json_quote_64bit_integers: '0',
      session_timezone: 'Europe/Berlin',
      date_time_output_format: 'iso',
      wait_end_of_query: '1',
      readonly: '2',
    }
    expect(toSqlSettings(sent, defaultLimits, zones)).toEqual({
      output_format_json_quote_64bit_integers: '0',
      session_timezone: 'Europe/Berlin',
      date_time_output_format: 'iso',
    })
  })
  test('that are limits may be lowered and not raised', () => {
    expect(
      toSqlSettings(
        { max_execution_time: '1', max_result_rows: '10', max_threads: '64', max_memory_usage: '0' },
        defaultLimits,
        zones,
      ),
    ).toEqual({
      max_execution_time: 1,
      max_result_rows: 10,
      max_threads: 2,
      max_memory_usage: defaultLimits.memoryBytes,
    })
  })
  test.each([
    ['allow_ddl', '1'],
    ['additional_table_filters', '{}'],
    ['additional_result_filter', 'file(1)'],
    ['format_schema', '/etc/passwd'],
    ['output_format_schema', '/tmp/x'],
    ['format_template_row', '/etc/passwd'],
    ['custom_x', '1'],
    ['profile', 'default'],
    ['user_files_path', '/'],
    ['allow_introspection_functions', '1'],
    ['session_timezone', "'; DROP"],
    ['session_timezone', 'file:/etc/passwd'],
    ['session_timezone', '../../etc/passwd'],
    ['session_timezone', '/etc/passwd'],
    ['output_format_arrow_date_as_uint16', '1'],
    ['output_format_pretty_squash_consecutive_ms', '1000000000'],
    ['output_format_parquet_row_group_size', '1'],
    ['output_format_json_quote_64bit_integers', '2'],
    ['output_format_pretty_max_rows', '1000000'],
    ['union_default_mode', 'ANY'],
    ['date_time_output_format', 'toString'],
    ['max_result_rows', '-1'],
    ['max_result_rows', '1e9'],
    ['max_execution_time', 'Infinity'],
    ['max_threads = 1, readonly', '0'],
    ['output_format_json_x = 1, readonly', '0'],
    ['constructor', '1'],
    ['__proto__', '1'],
    ['toString', '1'],
    ['stream_like_engine_allow_direct_select', '1'],
    ['database', 'other'],
  ])('%s = %s is refused', (name, value) => {
    expect(() => toSqlSettings(Object.fromEntries([[name, value]]), defaultLimits, zones)).toThrow(refused)
  })
})

describe('formats', () => {
  test('are named in any case', () => {
    expect([toFormat('json'), toFormat('Native'), toFormat('csvwithnames')]).toEqual(['JSON', 'Native', 'CSVWithNames'])
  })
  test.each(['Template', 'CapnProto', 'Protobuf', 'CustomSeparated', 'MySQLWire', 'x', "CSV INTO OUTFILE 'x'", ''])(
    'do not hold %s',
    (name) => {
      expect(() => toFormat(name)).toThrow(refused)
    },
  )
})

describe('an insert', () => {
  const options = { database: 'plainsight' }
  test.each([
    [
      'INSERT INTO "plainsight"."otel_traces" (\n    Timestamp,\n    TraceId,\n    "Events.Timestamp"\n    ) FORMAT Native',
      ['Timestamp', 'TraceId', 'Events.Timestamp'],
    ],
    [
      "INSERT INTO `plainsight`.`otel_traces` (`Timestamp`, Events.Name) SETTINGS async_insert = 1, insert_deduplication_token = 'x' FORMAT Native",
      ['Timestamp', 'Events.Name'],
    ],
    ['insert into otel_traces format native;', undefined],
  ])('of a Collector passes: %s', (sql, columns) => {
    expect(isInsert(sql)).toBe(true)
    expect(checkInsert(sql, options)).toEqual({ table: 'otel_traces', columns })
  })
  test.each([
    'INSERT INTO secret FORMAT Native',
    'INSERT INTO other.otel_traces FORMAT Native',
    'INSERT INTO request_rollup FORMAT Native',
    'INSERT INTO otel_traces VALUES (1)',
    'INSERT INTO otel_traces (a) VALUES (1)',
    'INSERT INTO otel_traces SELECT 1',
    'INSERT INTO otel_traces (a) SELECT 1 FORMAT Native',
    "INSERT INTO otel_traces FROM INFILE '/etc/passwd' FORMAT Native",
    "INSERT INTO FUNCTION file('x') FORMAT Native",
    'INSERT INTO otel_traces FORMAT JSONEachRow',
    'INSERT INTO otel_traces (* EXCEPT a) FORMAT Native',
    'INSERT INTO otel_traces (a, (SELECT 1)) FORMAT Native',
    'INSERT INTO otel_traces (a`b) FORMAT Native',
    'INSERT INTO otel_traces (`a\\`, b`) FORMAT Native',
    'INSERT INTO otel_traces /* x */ FORMAT Native',
    'INSERT INTO otel_traces FORMAT Native; DROP TABLE otel_traces',
    "INSERT INTO otel_traces SETTINGS x = '\\'' FORMAT Native",
    'INSERT INTO "otel_traces" PARTITION BY x FORMAT Native',
    `INSERT INTO otel_traces (${'a, '.repeat(5000)}a) FORMAT Native`,
    'INSERT INTO constructor FORMAT Native',
  ])('of another kind is refused: %s', (sql) => {
    expect(() => checkInsert(sql, options)).toThrow(refused)
  })
})
