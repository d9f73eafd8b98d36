export type Slots<T> = {
  /** Lends one thing for as long as the task lasts, first come first served. */
  use<Result>(task: (thing: T) => Promise<Result>): Promise<Result>
  /** Lends one thing that must be given back. Undefined: none came free within so many ms. */
  take(withinMs: number): Promise<T | undefined>
  giveBack(thing: T): void
}

/** A few things that are lent to one user at a time. */
export const createSlots = <T>(things: readonly T[]): Slots<T> => {
  const idle = [...things]
  const waiting = new Set<(thing: T) => void>()
  const lend = (take: (thing: T) => void): void => {
    const thing = idle.pop()
    if (thing === undefined) waiting.add(take)
    else take(thing)
  }
  const giveBack = (thing: T): void => {
    const [next] = waiting
    if (next === undefined) return void idle.push(thing)
    waiting.delete(next)
    next(thing)
  }
  return {
    use: async (task) => {
      const thing = await new Promise<T>(lend)
      try {
        return await task(thing)
      } finally {
        giveBack(thing)
      }
    },
    take: (withinMs) =>
      new Promise((resolve) => {
        const giveUp = (): void => {
          waiting.delete(take)
          resolve(undefined)
        }
        const timer = setTimeout(giveUp, withinMs)
        const take = (thing: T): void => {
          clearTimeout(timer)
          resolve(thing)
        }
        lend(take)
      }),
    giveBack,
  }
}
