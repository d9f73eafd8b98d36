/** What several questions need to know before they can be asked: it is read once for all of them. */
export type SharedAnswers = {
  /** Whoever asks for the same key while it is read waits for that reading. */
  together<T>(key: string, read: () => Promise<T>): Promise<T>
  /** What never changes is read once; a failure is not kept. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>
}

/** @returns answers of one store, each under a key that says all that it depends on */
export const createSharedAnswers = (): SharedAnswers => {
  const shared = new Map<string, Promise<unknown>>()
  const share = <T>(key: string, read: () => Promise<T>): { readonly answer: Promise<T>; readonly isNew: boolean } => {
    const known = shared.get(key)
    if (known) return { answer: known as Promise<T>, isNew: false }
    const answer = read()
    shared.set(key, answer)
    return { answer, isNew: true }
  }
  return {
    together: (key, read) => {
      const { answer, isNew } = share(key, read)
      const forget = (): void => void shared.delete(key)
      if (isNew) answer.then(forget, forget)
      return answer
    },
    once: (key, read) => {
      const { answer, isNew } = share(key, read)
      if (isNew) answer.catch(() => shared.delete(key))
      return answer
    },
  }
}
