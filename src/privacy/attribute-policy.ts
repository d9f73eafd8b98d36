import { isClientAddressKey, isPeerAddressKey } from './client-addresses.ts'
import { createDeniedKeyCheck } from './denied-keys.ts'
import { queryNames, urlNames } from './url.ts'
import { userAgentNames } from './user-agent.ts'

/**
 * What happens to the value of an attribute, determined by its name alone:
 * - `text`: kept, scrubbed when it is text
 * - `version`: kept, scrubbed except for addresses, since versions such as 1.2.3.4 look like them
 * - `kept`: kept as it is, because a setting names it
 * - `denied`, `client_address`: removed, name and value
 * - `peer_address`: removed on server and consumer spans, else text
 * - `user_agent`: replaced by its coarse form
 * - `url`, `query`: values of the query removed, then text
 */
export type AttributePolicy =
  | 'text'
  | 'version'
  | 'kept'
  | 'denied'
  | 'client_address'
  | 'peer_address'
  | 'user_agent'
  | 'url'
  | 'query'

/** Creates the function that returns the policy of a name. It is not cheap, so cache its result per name. */
export const createAttributePolicy = (
  deniedKeys: readonly string[] = [],
  keptNames: readonly string[] = [],
): ((name: string) => AttributePolicy) => {
  const isDenied = createDeniedKeyCheck(deniedKeys)
  const kept = new Set(keptNames)
  const urls = new Set(urlNames)
  const queries = new Set(queryNames)
  const userAgents = new Set(userAgentNames)
  return (name) => {
    if (isDenied(name)) return 'denied'
    if (kept.has(name)) return 'kept'
    if (isClientAddressKey(name)) return 'client_address'
    if (isPeerAddressKey(name)) return 'peer_address'
    if (userAgents.has(name) || userAgents.has(name.toLowerCase())) return 'user_agent'
    if (urls.has(name)) return 'url'
    if (queries.has(name)) return 'query'
    return /(?:^|[._-])version$/i.test(name) ? 'version' : 'text'
  }
}
