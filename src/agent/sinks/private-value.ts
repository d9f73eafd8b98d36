import { createAttributePolicy } from '../../privacy/attribute-policy.ts'
import { redacted } from '../../privacy/redact-text.ts'
import { scrubText } from '../../privacy/text/scrub.ts'
import { toQueryWithoutValues, toUrlWithoutValues } from '../../privacy/url.ts'

/** Maximum number of cached policies: an app that creates names without end must not make the cache grow. */
const maxNames = 1000

type Policy = ReturnType<ReturnType<typeof createAttributePolicy>>

/**
 * Makes a plain frozen copy of named values that JSON can carry: big integers become texts, bytes base64, numbers that
 * JSON lacks null. The hub's privacy rules for attributes are applied to names and texts, since such a copy does not
 * pass through the hub. Frozen, so that no sink can change it for the others.
 */
export const createToPrivate = (
  deniedKeys: readonly string[],
): ((values: object) => Readonly<Record<string, unknown>>) => {
  const policyOf = createPolicies(deniedKeys)
  const copyObject = (path: string, values: object): Readonly<Record<string, unknown>> => {
    const copied: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(values)) {
      const name = path + key
      // If no rule matches the full name, one may match its last part.
      const policy = policyOf(name) === 'text' ? policyOf(key) : policyOf(name)
      if (policy === 'client_address' || policy === 'user_agent') continue
      copied[scrubText(key).text] = policy === 'denied' ? redacted : copy(name, policy, value)
    }
    return Object.freeze(copied)
  }
  const copy = (name: string, policy: Policy, value: unknown): unknown => {
    if (typeof value === 'string') return toPrivateText(policy, value)
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
    if (Array.isArray(value)) return Object.freeze(value.map((item) => copy(name, policy, item)))
    return copyObject(`${name}.`, value)
  }
  return (values) => copyObject('', values)
}

const createPolicies = (deniedKeys: readonly string[]): ((name: string) => Policy) => {
  const toPolicy = createAttributePolicy(deniedKeys)
  const known = new Map<string, Policy>()
  return (name) => {
    const found = known.get(name) ?? toPolicy(name)
    if (known.size >= maxNames) known.clear()
    known.set(name, found)
    return found
  }
}

const toPrivateText = (policy: Policy, text: string): string => {
  if (policy === 'url') return scrubText(toUrlWithoutValues(text)).text
  if (policy === 'query') return scrubText(toQueryWithoutValues(text)).text
  return scrubText(text, { addresses: policy !== 'version' }).text
}
