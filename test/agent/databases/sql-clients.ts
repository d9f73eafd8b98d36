import { hasMariadb, startMariadb } from '../servers/mariadb.ts'
import { hasPostgres, startPostgres } from '../servers/postgres.ts'
import type { Client, ExpectedSpan } from './client-app.ts'

/** What each statement leaves: its text without values, and the name after that. */
const toSpan = (text: string, summary: string, error?: string | RegExp): Client['spans'][number] => ({
  name: summary,
  attributes: { 'db.query.text': text, 'db.query.summary': summary },
  ...(error !== undefined && { error }),
})

const postgres: Omit<Client, 'name' | 'setup'> = {
  isThere: hasPostgres,
  start: startPostgres,
  imports: { pg: 'pg' },
  work: `
    await client.query('INSERT INTO orders VALUES ($1, $2) ON CONFLICT DO NOTHING', [7, 'canary-parameter'])
    const { rows } = await client.query("SELECT id\\nFROM orders WHERE email = 'canary-literal' OR id = 7 -- canary-comment")
    await client.query("SELECT 'canary-wrong'::int").catch(() => undefined)
    await client.query({ name: 'again', text: 'INSERT INTO orders VALUES (7, $1)', values: ['canary-again'] }).catch(() => undefined)
    return rows`,
  answer: [{ id: 7 }],
  spans: [
    toSpan('INSERT INTO orders VALUES ($1, $2) ON CONFLICT DO NOTHING', 'INSERT orders'),
    toSpan('SELECT id\nFROM orders WHERE email = ? OR id = ?', 'SELECT orders'),
    toSpan('SELECT ?::int', 'SELECT', 'invalid input syntax for type integer: "?"'),
    toSpan(
      'INSERT INTO orders VALUES (?, $1)',
      'INSERT orders',
      'duplicate key value violates unique constraint "orders_pkey"',
    ),
  ].map((span) => ({
    ...span,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'postgres', ...span.attributes },
  })),
}

const table = "await client.query('CREATE TABLE IF NOT EXISTS orders (id int primary key, email varchar(99))')"

const mariadb: Omit<Client, 'name' | 'imports' | 'setup' | 'work'> = {
  isThere: hasMariadb,
  start: startMariadb,
  answer: [{ id: 7 }],
  spans: [
    toSpan('INSERT IGNORE INTO orders VALUES (?, ?)', 'INSERT orders'),
    toSpan('SELECT id FROM orders WHERE email = ? OR id = ?', 'SELECT orders'),
    toSpan('INSERT INTO orders VALUES (?, ?)', 'INSERT orders', "Duplicate entry '?'"),
    toSpan('SELECT ?', 'SELECT', /SQL syntax; .* near '\?' at line 1$/),
  ].map((span) => ({
    ...span,
    attributes: { 'db.system.name': 'mysql', 'db.namespace': 'test', ...span.attributes },
  })),
}

const mariadbOptions = "{ host: '127.0.0.1', port, user: 'root', database: 'test' }"
const mariadbWork = `
  await client.execute('INSERT IGNORE INTO orders VALUES (?, ?)', [7, 'canary-parameter'])
  const [rows] = await client.query('SELECT id FROM orders WHERE email = "canary-literal" OR id = ?', [7])
  await client.query("INSERT INTO orders VALUES (7, 'canary-again')").catch(() => undefined)
  await client.query("SELECT 'canary-without-end").catch(() => undefined)
  return rows`

const knexTable = `
  await db.schema.hasTable('orders').then((known) => known || db.schema.createTable('orders', (table) => {
    table.integer('id').primary()
    table.string('email')
  }))`

const knex: Omit<Client, 'name' | 'isThere' | 'setup' | 'spans'> = {
  imports: { knex: 'knex' },
  work: `
    await db('orders').insert({ id: 7, email: 'canary-parameter' }).onConflict('id').ignore()
    const rows = await db('orders').select('id').where({ email: 'canary-parameter' }).orWhereRaw('id = 14')
    await db('orders').insert({ id: 7, email: 'canary-again' }).catch(() => undefined)
    return rows`,
  answer: [{ id: 7 }],
}

/** Each statement of knex holds that of its driver. */
const toKnexSpans = (system: string, select: string, error: string): readonly ExpectedSpan[] => {
  const toPair = (summary: string, text: string | undefined, at: number, failure?: string): ExpectedSpan[] => {
    const attributes = { 'db.system.name': system, 'db.query.summary': summary }
    const span = { name: summary, ...(failure !== undefined && { error: failure }) }
    return [
      { ...span, kind: 1, attributes },
      { ...span, below: at, attributes: { ...attributes, ...(text !== undefined && { 'db.query.text': text }) } },
    ]
  }
  return [
    ...toPair('INSERT orders', undefined, 0),
    ...toPair('SELECT orders', select, 2),
    ...toPair('INSERT orders', undefined, 4, error),
  ]
}

export const sqlClients: readonly Client[] = [
  {
    ...postgres,
    name: 'pg, a pool',
    setup: `const client = new pg.Pool({ host: '127.0.0.1', port, user: 'shop', database: 'postgres' }); ${table}`,
  },
  {
    ...postgres,
    name: 'pg, one connection',
    setup: `
      const client = new pg.Client({ host: '127.0.0.1', port, user: 'shop', database: 'postgres' })
      await client.connect(); ${table}`,
  },
  {
    ...mariadb,
    name: 'mysql2 with promises',
    imports: { mysql: 'mysql2/promise' },
    setup: `const client = mysql.createPool(${mariadbOptions}); ${table}`,
    work: mariadbWork,
  },
  {
    ...mariadb,
    name: 'mysql2 with callbacks',
    imports: { mysql: 'mysql2' },
    setup: `
      const connection = mysql.createConnection(${mariadbOptions})
      const call = (name) => (...args) => new Promise((resolve, reject) =>
        connection[name](...args, (error, rows) => error ? reject(error) : resolve([rows])))
      const client = { query: call('query'), execute: call('execute') }; ${table}`,
    work: mariadbWork,
  },
  {
    ...mariadb,
    name: 'mysql',
    imports: { mysql: 'mysql' },
    setup: `
      const pool = mysql.createPool(${mariadbOptions})
      const query = (...args) => new Promise((resolve, reject) =>
        pool.query(...args, (error, rows) => error ? reject(error) : resolve([rows])))
      const client = { query, execute: query }; ${table}`,
    work: mariadbWork,
  },
  {
    ...knex,
    name: 'knex on pg',
    isThere: hasPostgres,
    start: startPostgres,
    setup: `
      const db = knex({ client: 'pg', connection: { host: '127.0.0.1', port, user: 'shop', database: 'postgres' } }); ${knexTable}`,
    spans: toKnexSpans(
      'postgresql',
      'select "id" from "orders" where "email" = $1 or id = ?',
      'duplicate key value violates unique constraint "orders_pkey"',
    ),
  },
  {
    ...knex,
    name: 'knex on mysql2',
    isThere: hasMariadb,
    start: startMariadb,
    setup: `const db = knex({ client: 'mysql2', connection: ${mariadbOptions} }); ${knexTable}`,
    spans: toKnexSpans('mysql', 'select `id` from `orders` where `email` = ? or id = ?', "Duplicate entry '?'"),
  },
]
