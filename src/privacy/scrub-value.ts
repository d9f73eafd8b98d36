import { isClientAddressKey } from './client-addresses.ts'
import { isDeniedKey } from './denied-keys.ts'
import { redactText } from './redact-text.ts'
import { redactValue } from './redact-value.ts'
import { scrubText } from './text/scrub.ts'
import { queryNames, toQueryWithoutValues, toUrlWithoutValues, urlNames } from './url.ts'
import { userAgentNames } from './user-agent.ts'

const urls: ReadonlySet<string> = new Set(urlNames)
const queries: ReadonlySet<string> = new Set(queryNames)
const userAgents: ReadonlySet<string> = new Set(userAgentNames)

/** Text for a service of someone else: without secrets, e-mail and IP addresses, tokens and card numbers. */
export const scrubFreeText = (text: string): string => scrubText(redactText(text)).text

/** Whether nothing under this name may be sent to a service of someone else. */
const isKept = (name: string): boolean =>
  !isDeniedKey(name) && !isClientAddressKey(name) && !userAgents.has(name) && !userAgents.has(name.toLowerCase())

/**
 * Plain copy of named values for a service of someone else, by the rules of the hub: what is denied, addresses of
 * clients and user agents are left out at any depth, URLs lose the values of their queries, and texts are scrubbed.
 */
export const scrubFields = (fields: object): Record<string, unknown> => {
  const copy = redactValue(fields)
  return typeof copy === 'object' && copy !== null ? scrubObject(copy, '') : {}
}

const scrubObject = (value: object, path: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isKept(path + name))
      .map(([name, item]) => [scrubFreeText(name), scrubItem(path + name, item)]),
  )

const scrubItem = (name: string, value: unknown): unknown => {
  if (typeof value === 'string') return scrubNamed(name, value)
  if (typeof value === 'bigint' || value instanceof Uint8Array) return scrubFreeText(String(value))
  if (Array.isArray(value)) return value.map((item) => scrubItem(name, item))
  return typeof value === 'object' && value !== null ? scrubObject(value, `${name}.`) : value
}

const scrubNamed = (name: string, text: string): string => {
  if (urls.has(name)) return scrubFreeText(toUrlWithoutValues(text))
  return scrubFreeText(queries.has(name) ? toQueryWithoutValues(text) : text)
}
