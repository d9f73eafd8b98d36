import { runningAgent } from '../running.ts'

/** What may be said of a user beside the id; each is kept only when `PLAINSIGHT_COLLECT_USER` names it. */
export type UserFacts = { readonly email?: string | undefined; readonly name?: string | undefined }

/**
 * Says who makes the current request: `setUser(user.id)`. From then on the id is on the log lines and events of the
 * request, and at its end on its span, as `user.id`. It is an id of your own, no name and no e-mail address. Outside of
 * a request, and without a running agent, nothing happens. Never throws.
 */
export const setUser = (id: string | number, facts: UserFacts = {}): void => runningAgent()?.setUser?.(id, facts)

/**
 * Says which session the current request belongs to, as `session.id`. Give an id that opens nothing: not the one in a
 * cookie. Outside of a request, and without a running agent, nothing happens. Never throws.
 */
export const setSession = (id: string | number): void => runningAgent()?.setSession?.(id)
