import { isDeniedKey } from './denied-keys.ts'
import { redacted, redactText } from './redact-text.ts'

/** Limits of one value; an object of the app may reference its whole heap. */
const maxDepth = 6
const maxItems = 100
const maxNodes = 1000
const maxBytes = 4096

type Walk = { nodes: number; readonly above: object[] }

/**
 * Plain copy of a value that may leave the process: values of denied names are replaced by `[redacted]` at any depth,
 * secrets are removed from texts, what JSON would skip is skipped, and cycles, depth and size are limited. Never
 * throws.
 */
export const redactValue = (value: unknown): unknown => copy(value, { nodes: 0, above: [] })

const copy = (value: unknown, walk: Walk): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.length > maxBytes ? `[${value.length} bytes]` : value
  if (walk.above.includes(value)) return '[circular]'
  if (walk.above.length >= maxDepth || ++walk.nodes > maxNodes) return '[more]'
  walk.above.push(value)
  try {
    return copyObject(value, walk)
  } catch {
    return '[unreadable]'
  } finally {
    walk.above.pop()
  }
}

const copyObject = (value: object, walk: Walk): unknown => {
  if (value instanceof Error) return copyError(value, walk)
  if (value instanceof Map) return copyEntries([...value.entries()].slice(0, maxItems), walk)
  if (value instanceof Set) return [...value].slice(0, maxItems).map((item) => copy(item, walk))
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => copy(item, walk))
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return copy(toJSON.call(value), walk)
  return copyEntries(Object.entries(value).slice(0, maxItems), walk)
}

const copyEntries = (entries: readonly (readonly [unknown, unknown])[], walk: Walk): object => {
  const result: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue
    const name = String(key)
    result[name] = isDeniedKey(name) ? redacted : copy(value, walk)
  }
  return result
}

const copyError = (error: Error, walk: Walk): object => ({
  type: error.name,
  message: redactText(error.message),
  ...(error.stack && { stack: redactText(error.stack) }),
  ...copyEntries(Object.entries(error), walk),
})
