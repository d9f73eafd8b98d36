import type { Store } from '../../src/store/store.ts'

/**
 * Inserts this many rows, evenly distributed over the time: `toInsert` builds the statement from the SQL for a row's
 * time; rows are numbered by `number`.
 */
export const insertEvenly = async (
  store: Store,
  count: number,
  { from, to }: { from: number; to: number },
  toInsert: (moment: string) => string,
): Promise<void> => {
  const step = 200_000
  const insert = toInsert(`fromUnixTimestamp64Nano(toInt64(${from} + number * ${(to - from) / count}) * 1000000)`)
  for (let first = 0; first < count; first += step)
    await store.command(`${insert}\nFROM numbers(${first}, ${Math.min(step, count - first)})`)
}
