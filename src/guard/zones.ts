import type { SqlAsk } from '../store/sql-ask.ts'

/** Names of the time zones that the engine brings along. Any other name it opens as a file. */
export type Zones = ReadonlySet<string>

/** Reads the zones once; a failure is not kept. */
export const createZones = (ask: SqlAsk): (() => Promise<Zones>) => {
  let known: Promise<Zones> | undefined
  const load = async (): Promise<Zones> => {
    const rows = await ask<{ time_zone: string }>('SELECT time_zone FROM system.time_zones')
    return new Set(rows.map((row) => row.time_zone))
  }
  return () => {
    known ??= load().catch((error) => {
      known = undefined
      throw error
    })
    return known
  }
}
