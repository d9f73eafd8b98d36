// ClickHouse's HTTP interface in front of chDB, for tests: node clickhouse-http-server.ts <folder> [port]. Prints its
// port.
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Session } from 'chdb'

const [folder = '', port = '0'] = process.argv.slice(2)
const bodies = join(folder, 'bodies')
await mkdir(bodies, { recursive: true })
const data = join(folder, 'data')
const first = new Session(data, { connectionArgs: ['--timezone=UTC'] })

/** URL parameters of the interface that are no settings of the engine. */
const ownParameters = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'wait_end_of_query',
  'role',
])

const toLiteral = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`

const prepare = async (session: Session, url: URL): Promise<void> => {
  for (const [name, value] of url.searchParams) {
    if (!ownParameters.has(name)) await session.queryAsync(`SET ${name} = ${toLiteral(value)}`)
  }
  const database = url.searchParams.get('database')
  if (database) await session.queryAsync(`USE \`${database.replaceAll('`', '\\`')}\``)
}

/** An insert's body goes through a file, as the engine reads raw formats from there. */
const insert = async (session: Session, request: IncomingMessage, query: string): Promise<void> => {
  const path = join(bodies, randomUUID())
  await pipeline(request, createWriteStream(path))
  try {
    await session.queryAsync(
      query.replace(/\bFORMAT Native\s*$/i, `FROM INFILE ${toLiteral(path)} COMPRESSION 'none' FORMAT Native`),
    )
  } finally {
    await rm(path)
  }
}

const run = async (session: Session, request: IncomingMessage, url: URL): Promise<Uint8Array> => {
  await prepare(session, url)
  const query = url.searchParams.get('query')
  if (query && /^\s*INSERT\b[\s\S]*\bFORMAT Native\s*$/i.test(query)) {
    await insert(session, request, query)
    return new Uint8Array()
  }
  const sql = [query, await text(request)].filter(Boolean).join('\n')
  const [, format = url.searchParams.get('default_format') ?? 'TabSeparated'] = /\bFORMAT\s+(\w+)\s*$/i.exec(sql) ?? []
  return (await session.queryAsync(sql, { format })).bytes()
}

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const session = new Session(data)
  try {
    response.end(await run(session, request, url))
  } catch (error) {
    const { clickhouseCode = 1002, message } = error as Error & { clickhouseCode?: number }
    response.writeHead(500, { 'x-clickhouse-exception-code': String(clickhouseCode) })
    response.end(message.startsWith('Code:') ? message : `Code: ${clickhouseCode}. DB::Exception: ${message}`)
  } finally {
    session.close()
  }
}

const answering = new Set<Promise<void>>()
const server = createServer((request, response) => {
  const answered = answer(request, response).finally(() => answering.delete(answered))
  answering.add(answered)
})
server.listen(Number(port), '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port)
})
// The engine must not be closed under a query that runs.
process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await Promise.allSettled(answering)
  first.close()
  process.exit(0)
})
