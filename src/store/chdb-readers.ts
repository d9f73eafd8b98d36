import type { Engine } from './engine-path.ts'

export type EngineSession = InstanceType<Engine['Session']>

/** A session and the limits that are set on it just now. */
export type Reader = { readonly session: EngineSession; limits: string }

export type ReaderPool = {
  /** Lends a session that runs nothing else; waits for one in the order of asking. */
  use<T>(task: (reader: Reader) => Promise<T>): Promise<T>
  close(): void
}

/** A few sessions, each running one query at a time: a session runs its queries one after another, several run theirs side by side. */
export const createReaderPool = (sessions: readonly EngineSession[]): ReaderPool => {
  const idle: Reader[] = sessions.map((session) => ({ session, limits: '' }))
  const waiting: ((reader: Reader) => void)[] = []
  const take = (): Promise<Reader> => {
    const reader = idle.pop()
    return reader ? Promise.resolve(reader) : new Promise((resolve) => waiting.push(resolve))
  }
  const giveBack = (reader: Reader): void => {
    const next = waiting.shift()
    if (next) next(reader)
    else idle.push(reader)
  }
  return {
    use: async (task) => {
      const reader = await take()
      try {
        return await task(reader)
      } finally {
        giveBack(reader)
      }
    },
    close: () => {
      for (const session of sessions) session.close()
    },
  }
}
