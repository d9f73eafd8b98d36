import { randomUUID } from 'node:crypto'
import { runningAgent } from '../running.ts'
import type { SessionFacts } from './sessions.ts'

/**
 * Starts a usage session: a visit to an editor, a call, an import. Records `session.started` and returns the id, a new
 * one unless you give it; inside a request, the request belongs to it. An id that is open stays one session. Without a
 * running agent only the id is returned. Never throws.
 *
 * A session ends by `endSession(id)`, by itself after 30 minutes without an event (`PLAINSIGHT_SESSION_TIMEOUT_MS`), or
 * with the process.
 */
export const startSession = (session: SessionFacts = {}): string =>
  runningAgent()?.startSession?.(session) ?? session.id ?? randomUUID()

/** Ends a usage session and records `session.ended` with its duration. An id that is not open is ignored. */
export const endSession = (id: string): void => runningAgent()?.endSession?.(id)
