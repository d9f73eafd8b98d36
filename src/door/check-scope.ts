import type { KeyHolder } from '../access/principal.ts'
import { DoorError } from './door-error.ts'

/**
 * What a Collector's exporter and clickhouse-go query before they write: whether the server responds, and the
 * columns of the table.
 */
const writersQuestion =
  /^\s*(?:SELECT\s+1|(?:DESC|DESCRIBE)\s+TABLE\s+(?:["`]?\w+["`]?\.)?["`]?otel_\w+["`]?)(?:\s+FORMAT\s+\w+)?$/i

const creates = /^\s*(?:CREATE|ALTER|DROP)\b/i

/** @throws DoorError `ACCESS_DENIED` when the key may not read, or the statement creates tables */
export const checkReader = (sql: string, { name, scopes }: KeyHolder): void => {
  if (creates.test(sql))
    throw new DoorError('ACCESS_DENIED', 'The hub makes its tables itself: set create_schema: false in the exporter')
  if (!scopes.includes('read') && !writersQuestion.test(sql))
    throw new DoorError('ACCESS_DENIED', `The key ${name} may only write: queries require one with the scope read`)
}

/** @throws DoorError `ACCESS_DENIED` when the key may not write */
export const checkWriter = ({ name, scopes }: KeyHolder): void => {
  if (!scopes.includes('write'))
    throw new DoorError('ACCESS_DENIED', `The key ${name} may only read: inserts require one with the scope write`)
}
