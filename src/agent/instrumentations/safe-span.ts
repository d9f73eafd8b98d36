import { type Attributes, SpanKind } from '@opentelemetry/api'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import { clientAddressNames, peerAddressNames } from '../../privacy/client-addresses.ts'
import { type MaskedSql, maskDatabaseMessage, maskSql, type SqlDialect } from '../../privacy/sql.ts'
import { userAgentNames } from '../../privacy/user-agent.ts'

const system = 'db.system.name'
const queryText = 'db.query.text'
const messageKey = 'messaging.kafka.message.key'

/** Databases whose statements are SQL. Others write theirs without values already, as their instrumentations are set up here. */
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
 * A span of a database or a queue without the values that the app sent there: in its statement, its name, and in what the database said
 * of an error. A span of a server without its client's address and user agent. All other spans come back as they are.
 */
export const toSafeSpan = (span: ReadableSpan): ReadableSpan => toSafe(withTellingType(span))

const errorType = 'error.type'
/** Names of classes: they tell less than the code of a system error, which the exception of the span has. */
const genericTypes: ReadonlySet<unknown> = new Set(['Error', 'TypeError', 'AggregateError'])

/** The stock instrumentation of `http` says `Error` of a connection that was refused; the exception beside it says `ECONNREFUSED`. */
const withTellingType = (span: ReadableSpan): ReadableSpan => {
  if (!genericTypes.has(span.attributes[errorType])) return span
  const type = span.events.findLast(({ name }) => name === 'exception')?.attributes?.['exception.type']
  if (typeof type !== 'string' || genericTypes.has(type)) return span
  return withChanges(span, { attributes: { ...span.attributes, [errorType]: type } })
}

const toSafe = (span: ReadableSpan): ReadableSpan => {
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
  return withChanges(span, {
    name: namers[span.instrumentationScope.name]?.(span.name, sql) ?? span.name,
    attributes: sql ? { ...span.attributes, [queryText]: sql.text, 'db.query.summary': sql.summary } : span.attributes,
    status: status.message === undefined ? status : { ...status, message: maskDatabaseMessage(status.message) },
    events: span.events.map(toSafeEvent),
  })
}

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
