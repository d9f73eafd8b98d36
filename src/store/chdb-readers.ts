import type { Engine } from './engine-path.ts'

export type EngineSession = InstanceType<Engine['Session']>

export type ReaderPool = {
  /** Lends a session that runs nothing else; waits for one in the order of asking. */
  use<T>(task: (session: EngineSession) => Promise<T>): Promise<T>
  close(): void
}

/** A few sessions, each running one query at a time: a session runs its queries one after another, several run theirs side by side. */
export const createReaderPool = (sessions: readonly EngineSession[]): ReaderPool => {
  const idle = [...sessions]
  const waiting: ((session: EngineSession) => void)[] = []
  const take = (): Promise<EngineSession> => {
    const session = idle.pop()
    return session ? Promise.resolve(session) : new Promise((resolve) => waiting.push(resolve))
  }
  const giveBack = (session: EngineSession): void => {
    const next = waiting.shift()
    if (next) next(session)
    else idle.push(session)
  }
  return {
    use: async (task) => {
      const session = await take()
      try {
        return await task(session)
      } finally {
        giveBack(session)
      }
    },
    close: () => {
      for (const session of sessions) session.close()
    },
  }
}
