export type Slots<T> = {
  /** Lends one thing, first come first served; it must be given back. */
  take(): Promise<T>
  giveBack(thing: T): void
}

/** A few things that are lent to one user at a time. */
export const createSlots = <T>(things: readonly T[]): Slots<T> => {
  const idle = [...things]
  const waiting: ((thing: T) => void)[] = []
  return {
    take: () => {
      const thing = idle.pop()
      return thing === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(thing)
    },
    giveBack: (thing) => {
      const next = waiting.shift()
      if (next) next(thing)
      else idle.push(thing)
    },
  }
}
