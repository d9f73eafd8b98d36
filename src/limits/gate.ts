/** Lets so many run at a time, the others wait their turn. */
export type Gate = <T>(run: () => Promise<T>) => Promise<T>

/** Makes a gate for `most` at a time. */
export function createGate(most: number): Gate {
  const waiting: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
