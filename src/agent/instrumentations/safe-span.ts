import { type Attributes, type AttributeValue, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import { clientAddressNames, peerAddressNames } from '../../privacy/client-addresses.ts'
import { type MaskedSql, maskDatabaseMessage, maskSql, type SqlDialect } from '../../privacy/sql.ts'
import { userAgentNames } from '../../privacy/user-agent.ts'

const system = 'db.system.name'
const queryText = 'db.query.text'
const messageKey = 'messaging.kafka.message.key'

/**
 * Databases whose statements are SQL. Others write theirs without values already, as their instrumentations are set up
 * here.
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

/** Names that stock instrumentations give their spans, where the conventions want others. */
const namers: Readonly<Record<string, (name: string, sql: MaskedSql | undefined) => string>> = {
  '@opentelemetry/instrumentation-pg': (name, sql) => sql?.summary ?? name,
  '@opentelemetry/instrumentation-mysql2': (name, sql) => sql?.summary ?? name,
  '@opentelemetry/instrumentation-redis': (name) => name.replace(/^redis-/, ''),
}

/** Names of a server span that say who asked. */
const clientNames: ReadonlySet<string> = new Set([
  ...clientAddressNames,
  ...peerAddressNames,
  ...userAgentNames,
  'network.peer.port',
])
const keyNames: ReadonlySet<string> = new Set([messageKey])

/**
 * A span of a database or a queue without the values that the app sent there: in its statement, its name, and in what
 * the database said of an error. A span of a server without its client's address and user agent. All other spans come
 * back as they are.
 */
export const toSafeSpan = (span: ReadableSpan): ReadableSpan => {
  if (span.attributes[system] !== undefined) return toSafeDatabaseSpan(span)
  if (span.kind === SpanKind.SERVER) return without(span, clientNames)
  return span.attributes[messageKey] === undefined ? span : without(span, keyNames)
}

const without = (span: ReadableSpan, names: ReadonlySet<string>): ReadableSpan => {
  const kept = Object.entries(span.attributes).filter(([name]) => !names.has(name))
  return withChanges(span, { attributes: Object.fromEntries(kept) })
}

const withChanges = (span: ReadableSpan, changes: Partial<ReadableSpan>): ReadableSpan =>
  Object.create(span, Object.getOwnPropertyDescriptors(changes)) as ReadableSpan

const toSafeDatabaseSpan = (span: ReadableSpan): ReadableSpan => {
  const dialect = dialects[String(span.attributes[system])]
  const text = span.attributes[queryText]
  const sql = dialect && typeof text === 'string' ? maskSql(text, dialect) : undefined
  const { status } = span
  const type = toErrorType(span)
  return withChanges(span, {
    name: namers[span.instrumentationScope.name]?.(span.name, sql) ?? span.name,
    attributes: {
      ...span.attributes,
      ...(sql && { [queryText]: sql.text, 'db.query.summary': sql.summary }),
      ...(type !== undefined && { 'error.type': type }),
    },
    status: status.message === undefined ? status : { ...status, message: maskDatabaseMessage(status.message) },
    events: span.events.map(toSafeEvent),
  })
}

/** The code of the database, as the metric has it; the instrumentations write it only in the exception. */
const toErrorType = ({ status, attributes, events }: ReadableSpan): AttributeValue | undefined =>
  status.code === SpanStatusCode.ERROR
    ? (attributes['error.type'] ?? events.findLast(({ name }) => name === 'exception')?.attributes?.['exception.type'])
    : undefined

const toSafeEvent = (event: TimedEvent): TimedEvent => {
  const message = event.attributes?.['exception.message']
  if (typeof message !== 'string') return event
  const safe = maskDatabaseMessage(message)
  const stack = event.attributes?.['exception.stacktrace']
  const attributes: Attributes = { ...event.attributes, 'exception.message': safe }
  // The stack begins with the message.
  if (typeof stack === 'string') attributes['exception.stacktrace'] = stack.replaceAll(message, () => safe)
  return { ...event, attributes }
}
