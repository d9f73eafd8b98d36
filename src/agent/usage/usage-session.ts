import { randomUUID } from 'node:crypto'
import { runningAgent } from '../running.ts'
import type { SessionFacts } from './sessions.ts'

/**
 * Starts a usage session: a visit to an editor, a call, an import. Records `session.started` and returns the id, a new
 * one unless you pass it; in a request, the request belongs to the session. Starting an open id again does not start a
 * new session. Without a running agent only the id is returned. Never throws.
 *
 * A session ends with `endSession(id)`, automatically after 30 minutes without an event
 * (`PLAINSIGHT_SESSION_TIMEOUT_MS`), or with the process.
 */
export const startSession = (session: SessionFacts = {}): string =>
  runningAgent()?.startSession?.(session) ?? session.id ?? randomUUID()

/** Ends a usage session and records `session.ended` with its duration. An id that is not open is ignored. */
export const endSession = (id: string): void => runningAgent()?.endSession?.(id)
