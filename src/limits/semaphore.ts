/** A thing that is lent until it is released. Releasing it twice does no harm. */
export type Lease<T> = { readonly thing: T; release(): void }

export type Semaphore<T> = {
  /** Waits for a thing. Undefined: none came free within so many ms, or too many wait already. */
  acquire(withinMs?: number): Promise<Lease<T> | undefined>
  /** Whether nothing is lent. */
  isIdle(): boolean
}

/**
 * Lends each of a few things to one user at a time, first come first served; of those that wait, at most `maxWaiting`.
 */
export const createSemaphore = <T>(
  things: readonly T[],
  { maxWaiting = Number.POSITIVE_INFINITY }: { readonly maxWaiting?: number } = {},
): Semaphore<T> => {
  const idle = [...things]
  const waiting = new Set<(lease: Lease<T>) => void>()
  const lend = (thing: T): Lease<T> => {
    let isHeld = true
    const release = (): void => {
      if (!isHeld) return
      isHeld = false
      const [next] = waiting
      if (next === undefined) idle.push(thing)
      else next(lend(thing))
    }
    return { thing, release }
  }
  const wait = (withinMs: number | undefined): Promise<Lease<T> | undefined> =>
    new Promise((resolve) => {
      const settle = (lease: Lease<T> | undefined): void => {
        clearTimeout(timer)
        waiting.delete(settle)
        resolve(lease)
      }
      const timer = withinMs === undefined ? undefined : setTimeout(settle, withinMs, undefined)
      waiting.add(settle)
    })
  return {
    acquire: async (withinMs) => {
      if (idle.length > 0) return lend(idle.pop()!)
      return waiting.size < maxWaiting ? wait(withinMs) : undefined
    },
    isIdle: () => idle.length === things.length,
  }
}

/** Runs tasks, each with one of the things; all others wait. */
export type Gate<T> = <Result>(task: (thing: T) => Promise<Result>) => Promise<Result>

/** A semaphore for whole tasks. */
export const createGate = <T>(things: readonly T[]): Gate<T> => {
  const semaphore = createSemaphore(things)
  return async (task) => {
    const { thing, release } = (await semaphore.acquire())!
    try {
      return await task(thing)
    } finally {
      release()
    }
  }
}

/** So many things that are nothing but places. */
export const places = (count: number): readonly number[] => [...Array(count).keys()]
