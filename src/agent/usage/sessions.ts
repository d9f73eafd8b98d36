import { randomUUID } from 'node:crypto'
import { outside } from '../storage.ts'
import type { EventFacts } from './event-record.ts'

/** Arguments of a new session. */
export type SessionFacts = {
  /** Your own id, which must not grant access to anything. Default: a new one. */
  readonly id?: string | undefined
  /** Default: the user of the current request. */
  readonly userId?: string | undefined
  /** What kind of session: `editor`, `call`, `import` … */
  readonly kind?: string | undefined
}

/** Usage sessions that are open in this process. */
export type Sessions = {
  /** Returns the id. */
  start(facts: SessionFacts): string
  end(id: string): void
  /** Restarts the timeout of a session, because there was activity in it. */
  touch(id: string): void
  /** Ends all open sessions, because the process ends. */
  endOpen(): void
}

type OpenSession = {
  readonly userId: string | undefined
  readonly kind: string | undefined
  /** On the clock of `performance.now()`. */
  readonly start: number
  active: number
}

type Reason = 'ended' | 'timeout' | 'shutdown' | 'limit'

const maxOpen = 10_000

/** Keeps sessions from their start to their end, so that each is ended once, with its duration. */
export const createSessions = (timeoutMs: number, track: (name: string, facts: EventFacts) => void): Sessions => {
  // The least recently active first.
  const open = new Map<string, OpenSession>()
  let timer: NodeJS.Timeout | undefined
  const finish = (id: string, session: OpenSession, reason: Reason): void => {
    open.delete(id)
    const { userId, kind, start, active } = session
    const end = reason === 'ended' || reason === 'shutdown' ? performance.now() : active
    track('session.ended', {
      userId,
      sessionId: id,
      properties: { kind, duration_ms: Math.round(end - start), reason },
    })
  }
  const expire = (): void => {
    timer = undefined
    for (const [id, session] of open) {
      if (session.active + timeoutMs > performance.now()) break
      finish(id, session, 'timeout')
    }
    wait()
  }
  const wait = (): void => {
    const [first] = open.values()
    if (timer !== undefined || first === undefined) return
    const delay = Math.max(0, first.active + timeoutMs - performance.now())
    timer = outside(() => setTimeout(expire, delay).unref())
  }
  const touch = (id: string): void => {
    const session = open.get(id)
    if (session === undefined) return
    session.active = performance.now()
    open.delete(id)
    open.set(id, session)
  }
  return {
    touch,
    start: ({ id = randomUUID(), userId, kind }) => {
      if (open.has(id)) {
        touch(id)
        return id
      }
      const [first] = open
      if (first !== undefined && open.size >= maxOpen) finish(...first, 'limit')
      const now = performance.now()
      open.set(id, { userId, kind, start: now, active: now })
      track('session.started', { userId, sessionId: id, properties: { kind } })
      wait()
      return id
    },
    end: (id) => {
      const session = open.get(id)
      if (session !== undefined) finish(id, session, 'ended')
    },
    endOpen: () => {
      for (const [id, session] of open) finish(id, session, 'shutdown')
    },
  }
}
