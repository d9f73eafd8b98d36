import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { toStatements } from '../../src/store/split-statements.ts'
import { root } from '../root.ts'
import { createFolder } from './folders.ts'
import { openTestStore } from './rig.ts'

const migrations = join(root, 'src/store/migrations')

/** Runs what docs/scaling.md says, and returns the statements it writes. */
const makeClusterTables = (): string[] => {
  const doc = readFileSync(join(root, 'docs/scaling.md'), 'utf8')
  const [, script = ''] = /```sh\n(cluster=[\s\S]*?)```/.exec(doc) ?? []
  const folder = createFolder()
  execFileSync('bash', ['-eu', '-c', script.replace(/^migrations=.*$/m, `migrations='${migrations}'`)], { cwd: folder })
  return toStatements(readFileSync(join(folder, 'cluster-tables.sql'), 'utf8'))
}

const withoutCluster = (statement: string): string =>
  statement.replaceAll(' ON CLUSTER observability', '').replaceAll(/\bReplicated(?=\w*MergeTree)/g, '')

test('The tables of a cluster, as the docs make them, are understood by the engine, replicated, and on every node', async () => {
  const statements = makeClusterTables()
  const store = await openTestStore(createFolder())
  for (const statement of statements) {
    const { rows } = await store.query(`EXPLAIN AST ${statement}`)
    expect(rows.length, statement).toBeGreaterThan(0)
  }
  const definitions = statements.filter((statement) => /^(CREATE|ALTER|DROP)/.test(statement))
  expect(definitions.filter((statement) => !statement.includes('ON CLUSTER observability'))).toEqual([])
  expect(definitions.filter((statement) => /ENGINE = (?!Replicated)/.test(statement))).toEqual([])
  expect(definitions.filter((statement) => statement.includes('non_replicated'))).toEqual([])
})

test('A hub finds the tables that were made before it, and makes none', async () => {
  const store = await openTestStore(createFolder())
  await store.command('DROP DATABASE plainsight')
  for (const statement of makeClusterTables()) {
    // The settings of replicated tables are none of the plain ones that stand for them here.
    if (!statement.startsWith('USE'))
      await store.command(withoutCluster(statement).replaceAll(' replicated_', ' non_replicated_'))
  }
  expect(await migrate(store)).toEqual([])
  const { rows } = await store.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')
  expect(rows.map(({ name }) => name)).toEqual(readdirSync(migrations).filter((name) => name.endsWith('.sql')))
})
