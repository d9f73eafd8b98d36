export type Slots<T> = {
  /** Lends one thing, first come first served; it must be given back. Undefined: none came free within so many ms. */
  take(): Promise<T>
  take(withinMs: number): Promise<T | undefined>
  giveBack(thing: T): void
}

/** A few things that are lent to one user at a time. */
export const createSlots = <T>(things: readonly T[]): Slots<T> => {
  const idle = [...things]
  const waiting = new Set<(thing: T) => void>()
  const wait = (withinMs?: number): Promise<T | undefined> =>
    new Promise((resolve) => {
      const giveUp = (): void => {
        waiting.delete(take)
        resolve(undefined)
      }
      const timer = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs)
      const take = (thing: T): void => {
        clearTimeout(timer)
        resolve(thing)
      }
      waiting.add(take)
    })
  return {
    take: ((withinMs?: number) => {
      const thing = idle.pop()
      return thing === undefined ? wait(withinMs) : Promise.resolve(thing)
    }) as Slots<T>['take'],
    giveBack: (thing) => {
      const [next] = waiting
      if (next === undefined) return void idle.push(thing)
      waiting.delete(next)
      next(thing)
    },
  }
}
