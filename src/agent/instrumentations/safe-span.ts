import { type Attributes, type AttributeValue, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import { clientAddressNames, peerAddressNames } from '../../privacy/client-addresses.ts'
import { type MaskedSql, maskDatabaseMessage, maskSql, type SqlDialect } from '../../privacy/sql.ts'
import { userAgentNames } from '../../privacy/user-agent.ts'

const system = 'db.system.name'
const queryText = 'db.query.text'
const messageKey = 'messaging.kafka.message.key'

/**
 * Databases whose statements are SQL. The instrumentations of others are configured to record statements without
 * values.
 */
const dialects: Readonly<Record<string, SqlDialect>> = {
  postgresql: 'standard',
  cockroachdb: 'standard',
  sqlite: 'standard',
  mysql: 'mysql',
  mariadb: 'mysql',
  'microsoft.sql_server': 'standard',
  'oracle.db': 'standard',
  other_sql: 'standard',
}

const knex = '@opentelemetry/instrumentation-knex'

/** Drivers that knex records where the conventions require the database. */
const knexSystems: Readonly<Record<string, string>> = {
  pgnative: 'postgresql',
  mysql2: 'mysql',
  sqlite3: 'sqlite',
  'better-sqlite3': 'sqlite',
  mssql: 'microsoft.sql_server',
  oracledb: 'oracle.db',
}

/** Databases whose driver creates a span for the same statement below that of knex. */
const seenBelow: ReadonlySet<string> = new Set(['postgresql', 'mysql'])

const mongoose = '@opentelemetry/instrumentation-mongoose'

type Namer = (name: string, sql: MaskedSql | undefined) => string

const bySummary: Namer = (name, sql) => sql?.summary ?? name

/** Span names of instrumentations that do not follow the conventions, and how to rename them. */
const namers: Readonly<Record<string, Namer>> = {
  '@opentelemetry/instrumentation-pg': bySummary,
  '@opentelemetry/instrumentation-mysql': bySummary,
  '@opentelemetry/instrumentation-mysql2': bySummary,
  'plainsight/mysql2': bySummary,
  [knex]: bySummary,
  '@opentelemetry/instrumentation-memcached': (name) => name.replace(/^memcached /, ''),
  '@opentelemetry/instrumentation-redis': (name) => name.replace(/^redis-/, ''),
}

/** Attributes of a server span that identify the client. */
const clientNames: ReadonlySet<string> = new Set([
  ...clientAddressNames,
  ...peerAddressNames,
  ...userAgentNames,
  'network.peer.port',
])
/** Attributes whose values apps choose, which may contain personal data. */
const chosenNames: ReadonlySet<string> = new Set([
  messageKey,
  'messaging.socket.io.rooms',
  'db.memcached.key',
  'aws.dynamodb.item_collection_metrics',
])

/**
 * Removes from the span of a database or a queue the values that the app sent: in the statement, the name, and the
 * messages of errors. Removes from a server span the client's address and user agent. Returns all other spans
 * unchanged.
 */
export const toSafeSpan = (span: ReadableSpan): ReadableSpan => {
  if (span.attributes[system] !== undefined) return toSafeDatabaseSpan(without(span, chosenNames))
  if (span.kind === SpanKind.SERVER) return without(span, clientNames)
  return Object.keys(span.attributes).some((name) => chosenNames.has(name)) ? without(span, chosenNames) : span
}

const without = (span: ReadableSpan, names: ReadonlySet<string>): ReadableSpan => {
  const kept = Object.entries(span.attributes).filter(([name]) => !names.has(name))
  return withChanges(span, { attributes: Object.fromEntries(kept) })
}

const withChanges = (span: ReadableSpan, changes: Partial<ReadableSpan>): ReadableSpan =>
  Object.create(span, Object.getOwnPropertyDescriptors(changes)) as ReadableSpan

const toSafeDatabaseSpan = (span: ReadableSpan): ReadableSpan => {
  const scope = span.instrumentationScope.name
  const isKnex = scope === knex
  const database = toSystem(String(span.attributes[system]), isKnex)
  const dialect = dialects[database] ?? (isKnex ? 'standard' : undefined)
  const text = span.attributes[queryText]
  const sql = dialect && typeof text === 'string' ? maskSql(text, dialect) : undefined
  const { status } = span
  const type = toErrorType(span)
  const maskMessage = isKnex ? maskKnexMessage : maskDatabaseMessage
  return withChanges(span, {
    // A database call is counted once, where it leaves the process.
    kind: (isKnex && seenBelow.has(database)) || scope === mongoose ? SpanKind.INTERNAL : span.kind,
    name: namers[scope]?.(span.name, sql) ?? span.name,
    attributes: {
      ...span.attributes,
      [system]: database,
      ...(sql && { [queryText]: sql.text, 'db.query.summary': sql.summary }),
      ...(type !== undefined && { 'error.type': type }),
    },
    status: status.message === undefined ? status : { ...status, message: maskMessage(status.message) },
    events: span.events.map((event) => toSafeEvent(event, maskMessage)),
  })
}

const toSystem = (written: string, isKnex: boolean): string => (isKnex ? (knexSystems[written] ?? written) : written)

/** The database's error code, as in the metric; the instrumentations record it only in the exception. */
const toErrorType = ({ status, attributes, events }: ReadableSpan): AttributeValue | undefined =>
  status.code === SpanStatusCode.ERROR
    ? (attributes['error.type'] ?? events.findLast(({ name }) => name === 'exception')?.attributes?.['exception.type'])
    : undefined

/** knex puts the statement, with its values, before the database's message. */
const maskKnexMessage = (message: string): string =>
  maskDatabaseMessage(message.slice(message.lastIndexOf(statementEnd) + 1).replace(/^- /, ''))

const statementEnd = ' - '

const toSafeEvent = (event: TimedEvent, maskMessage: (message: string) => string): TimedEvent => {
  const message = event.attributes?.['exception.message']
  if (typeof message !== 'string') return event
  const safe = maskMessage(message)
  const stack = event.attributes?.['exception.stacktrace']
  const attributes: Attributes = { ...event.attributes, 'exception.message': safe }
  // The stack begins with the message.
  if (typeof stack === 'string') attributes['exception.stacktrace'] = stack.replaceAll(message, () => safe)
  return { ...event, attributes }
}
