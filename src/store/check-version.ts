import { PlainsightError } from '../errors.ts'
import type { Store } from './store.ts'

/** The first version with the text indexes of the log table, as the Collector's exporter creates it. */
const needed = '26.2'

const isOlder = (found: string, than: string): boolean => {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [minMajor = 0, minMinor = 0] = than.split('.').map(Number)
  return major < minMajor || (major === minMajor && minor < minMinor)
}

/** @throws PlainsightError `STORE_TOO_OLD` when the server cannot hold our tables */
export const checkVersion = async (store: Pick<Store, 'query'>): Promise<void> => {
  const { rows } = await store.query<{ version: string }>('SELECT version() AS version')
  const found = rows[0]?.version ?? 'unknown'
  if (isOlder(found, needed)) throw new PlainsightError('STORE_TOO_OLD', { found, needed })
}
