/** What several questions need to know before they can be asked: it is read once for all of them. */
export type SharedAnswers = {
  /** Whoever asks for the same key while it is read waits for that reading. */
  together<T>(key: string, read: () => Promise<T>): Promise<T>
  /** The same, and an answer is kept for `maxAgeMs`; not `undefined`, which says that there is nothing yet. */
  lately<T>(key: string, maxAgeMs: number, read: () => Promise<T>): Promise<T>
  /** What never changes is read once; a failure is not kept. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>
}

type Shared = {
  readonly answer: Promise<unknown>
  /** Until when it may be given to others, as `performance.now()` counts. */
  until: number
}

/** @returns answers of one store, each under a key that says all that it depends on */
export const createSharedAnswers = (): SharedAnswers => {
  const shared = new Map<string, Shared>()
  const forgetOld = (): void => {
    const now = performance.now()
    for (const [key, { until }] of shared) if (until <= now) shared.delete(key)
  }
  /** `toAge` says for how many milliseconds an answer is kept. */
  const share = <T>(key: string, read: () => Promise<T>, toAge: (answer: T) => number): Promise<T> => {
    forgetOld()
    const known = shared.get(key)
    if (known) return known.answer as Promise<T>
    const answer = read()
    const entry: Shared = { answer, until: Number.POSITIVE_INFINITY }
    const keep = (age: number): void => {
      entry.until = performance.now() + age
    }
    shared.set(key, entry)
    answer.then(
      (value) => keep(toAge(value)),
      () => keep(0),
    )
    return answer
  }
  return {
    together: (key, read) => share(key, read, () => 0),
    lately: (key, maxAgeMs, read) => share(key, read, (answer) => (answer === undefined ? 0 : maxAgeMs)),
    once: (key, read) => share(key, read, () => Number.POSITIVE_INFINITY),
  }
}
