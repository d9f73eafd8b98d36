import type { Store } from '../../src/store/store.ts'
import { eventually } from '../eventually.ts'

/** Waits until so many statements run in the engine that have a text in them. */
export const untilRunning = (store: Store, count: number, text: string): Promise<boolean> =>
  eventually(`${count} statements that run`, async () => {
    const { rows } = await store.query<{ n: string }>(
      "SELECT count() AS n FROM system.processes WHERE position(query, {text:String}) > 0 AND query NOT LIKE '%system.processes%'",
      { params: { text } },
    )
    return Number(rows[0]?.n) >= count
  })
