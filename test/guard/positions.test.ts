import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toCanonical } from '../../src/guard/canonical.ts'
import { createCatalogLoader } from '../../src/guard/catalog.ts'
import { checkTokens } from '../../src/guard/check-tokens.ts'
import { checkTree } from '../../src/guard/check-tree.ts'
import { parseSyntaxTree } from '../../src/guard/syntax-tree.ts'
import { createSqlAsk } from '../../src/store/sql-ask.ts'
import { type Arena, openArena } from './arena.ts'
import { expressionPlaces, tablePlaces } from './positions.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const fill = (place: string, what: string): string => place.replaceAll('@', what)

/** Each of the two lines by itself, as if the other had been deceived. */
const byTree = async (sql: string): Promise<void> => {
  const ask = createSqlAsk(arena.store)
  const canonical = (await toCanonical(ask, sql)).sql.replace(/^EXPLAIN .*?(?=SELECT)/, '')
  const lines = await ask<{ explain: string }>(`EXPLAIN AST ${canonical}`)
  checkTree(parseSyntaxTree(lines.map((line) => line.explain)), await createCatalogLoader(ask, 'plainsight').load())
}

const byTokens = async (sql: string): Promise<void> => {
  const ask = createSqlAsk(arena.store)
  const { tokens } = await toCanonical(ask, sql.replace(/^EXPLAIN .*?(?=SELECT)/, ''))
  checkTokens(tokens, await createCatalogLoader(ask, 'plainsight').load())
}

const refused = { code: 'SQL_REFUSED' }

const forbidden = {
  'a function that reads a file': "file('/etc/hostname')",
  'a function that sleeps': 'toString(sleep(1))',
  'a time zone that is a file': "toString(now(), 'file:/etc/hostname')",
  'a time zone that is computed': "toString(now(), concat('file:', '/etc/hostname'))",
  'a type with a time zone that is a file': "toString(CAST(1, 'DateTime(\\'/etc/hostname\\')'))",
  'a dictionary': "dictGet('words', 'word', 'a')",
  'the name of the host': 'hostName()',
  'a subquery of a forbidden table': '(SELECT max(word) FROM plainsight.secret)',
  'a subquery of another database': '(SELECT max(word) FROM other.secret)',
  'a subquery of a table function': "(SELECT max(line) FROM url('http://127.0.0.1:1/', 'LineAsString', 'line String'))",
}

describe.each(Object.entries(expressionPlaces))('an expression in %s', (_, place) => {
  test('passes when it is harmless', async () => {
    await arena.guard.check(fill(place, "lower('X')"))
  })
  test.each(Object.entries(forbidden))('is refused with %s, by each line alone', async (_name, what) => {
    const sql = fill(place, what)
    await expect(arena.guard.check(sql)).rejects.toMatchObject(refused)
    await expect(byTree(sql), 'tree').rejects.toMatchObject(refused)
    await expect(byTokens(sql), 'tokens').rejects.toMatchObject(refused)
  })
})

const tables = [
  'secret',
  'plainsight.secret',
  'other.secret',
  'secret_view',
  'words',
  'system.query_log',
  'system.processes',
  'default.secret',
  '`secret`',
  '"plainsight"."secret"',
  'plainsight . secret',
]

describe.each(Object.entries(tablePlaces))('a table in %s', (_, place) => {
  test('passes when it is one of telemetry', async () => {
    await arena.guard
      .check(fill(place, 'otel_traces'))
      .catch((error) => expect(error).toMatchObject({ code: 'never', place }))
  })
  test.each(tables)('is refused when it is %s', async (table) => {
    await expect(arena.guard.check(fill(place, table))).rejects.toMatchObject(refused)
  })
})
