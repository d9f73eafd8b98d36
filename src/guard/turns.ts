import { PlainsightError } from '../errors.ts'

export type Turns = {
  /** Waits for a turn of this key; the function it gives ends it. @throws PlainsightError `SQL_BUSY` */
  take(key: string): Promise<() => void>
}

type Line = { running: number; readonly waiting: (() => void)[] }

/** So many at a time of each key, and so many that wait. */
export const createTurns = ({ running, waiting }: { readonly running: number; readonly waiting: number }): Turns => {
  const lines = new Map<string, Line>()
  const end = (key: string, line: Line): void => {
    const next = line.waiting.shift()
    if (next) next()
    else line.running -= 1
    if (line.running === 0) lines.delete(key)
  }
  return {
    take: async (key) => {
      const line = lines.get(key) ?? { running: 0, waiting: [] }
      lines.set(key, line)
      if (line.waiting.length >= waiting) throw new PlainsightError('SQL_BUSY', { limit: running + waiting })
      if (line.running < running) line.running += 1
      else await new Promise<void>((resolve) => line.waiting.push(resolve))
      let over = false
      return () => {
        if (!over) end(key, line)
        over = true
      }
    },
  }
}
