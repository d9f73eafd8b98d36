import { runningAgent } from '../running.ts'

/** Further facts about a user; each is kept only if `PLAINSIGHT_COLLECT_USER` names it. */
export type UserFacts = { readonly email?: string | undefined; readonly name?: string | undefined }

/**
 * Sets the user of the current request: `setUser(user.id)`. The following log lines and events of the request have the
 * id, and its span has it as `user.id`. Use your own id, not a name or an e-mail address. Outside of a request, and
 * without a running agent, nothing happens. Never throws.
 */
export const setUser = (id: string | number, facts: UserFacts = {}): void => runningAgent()?.setUser?.(id, facts)

/**
 * Sets the session of the current request, as `session.id`. Use an id that does not grant access: not the one in a
 * cookie. Outside of a request, and without a running agent, nothing happens. Never throws.
 */
export const setSession = (id: string | number): void => runningAgent()?.setSession?.(id)
