/** A resource that is leased until it is released. Releasing it twice has no effect. */
export type Lease<T> = { readonly thing: T; release(): void }

export type Semaphore<T> = {
  /** Waits for a resource. Undefined: none became free within this many ms, or too many are waiting already. */
  acquire(withinMs?: number): Promise<Lease<T> | undefined>
  /** Whether nothing is leased. */
  isIdle(): boolean
}

/** Leases each of a few resources to one user at a time, first come first served; at most `maxWaiting` may wait. */
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

/** Runs tasks, each with one of the resources; all others wait. */
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

/** This many interchangeable resources, to limit only the concurrency. */
export const places = (count: number): readonly number[] => [...Array(count).keys()]
