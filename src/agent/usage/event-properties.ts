import { isDeniedKey } from '../../privacy/denied-keys.ts'

/** Limits of the properties of one event; `docs/events.md` has the same numbers. */
const max = { values: 100, nameLength: 100, textLength: 1000, items: 50, depth: 3 } as const

/** Each rule, and what happens to an event that violates it. */
const rules = {
  values: `an event has up to ${max.values} values; the further ones are dropped`,
  name: `names have up to ${max.nameLength} characters; the property is dropped`,
  text: `texts have up to ${max.textLength} characters; the rest is cut`,
  items: `lists have up to ${max.items} items; the further ones are dropped`,
  depth: `values are nested up to ${max.depth} levels deep; the deeper ones are dropped`,
  denied: 'values under names of secrets are never sent; the property is dropped',
} as const

type Walk = { values: number; readonly breach: (rule: keyof typeof rules, path: string) => void }

/** Returns a copy of an event's properties that complies with the rules. Never throws. */
export type ToProperties = (event: string, properties: object | undefined) => object | undefined

/** The only place where properties are checked: for every event, whichever function records it. */
export const createToProperties =
  (warnOnce: (code: string, sentence: string) => void): ToProperties =>
  (event, properties) => {
    if (typeof properties !== 'object' || properties === null) return undefined
    const breach: Walk['breach'] = (rule, path) =>
      warnOnce(`event-${rule}`, `event ${event}, property ${path.slice(0, max.nameLength)}: ${rules[rule]}`)
    return copyObject(properties, '', 1, { values: 0, breach })
  }

const copyObject = (object: object, above: string, depth: number, walk: Walk): Record<string, unknown> => {
  const result: Record<string, unknown> = {}
  for (const name of Object.keys(object)) {
    const path = above === '' ? name : `${above}.${name}`
    if (name.length > max.nameLength) walk.breach('name', path)
    else if (isDeniedKey(name)) walk.breach('denied', path)
    else {
      const value = copyValue(read(object, name), path, depth, walk)
      if (value !== undefined) result[name] = value
    }
  }
  return result
}

const copyValue = (value: unknown, path: string, depth: number, walk: Walk): unknown => {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined
  const isNested = typeof value === 'object' && value !== null && !isPlainValue(value)
  if (isNested) return copyNested(value, path, depth, walk)
  if (walk.values >= max.values) return void walk.breach('values', path)
  walk.values++
  if (typeof value !== 'string' || value.length <= max.textLength) return value
  walk.breach('text', path)
  return value.slice(0, max.textLength)
}

const copyNested = (value: object, path: string, depth: number, walk: Walk): unknown => {
  if (depth > max.depth) return void walk.breach('depth', path)
  const plain = toPlain(value)
  if (typeof plain !== 'object' || plain === null) return copyValue(plain, path, depth, walk)
  if (!Array.isArray(plain)) return copyObject(plain, path, depth + 1, walk)
  if (plain.length > max.items) walk.breach('items', path)
  return plain
    .slice(0, max.items)
    .map((item) => copyValue(item, path, depth + 1, walk))
    .filter((item) => item !== undefined)
}

/** Whether the encoder writes it as a single value. */
const isPlainValue = (value: object): boolean => value instanceof Error || value instanceof Uint8Array

/** Converts class instances to plain values: dates and others as in JSON, maps and sets to objects and arrays. */
const toPlain = (value: object): unknown => {
  try {
    if (value instanceof Map) return Object.fromEntries(value)
    if (value instanceof Set) return [...value]
    const { toJSON } = value as { readonly toJSON?: unknown }
    return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value
  } catch {
    return undefined
  }
}

/** A getter of the app may throw. */
const read = (object: object, name: string): unknown => {
  try {
    return (object as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}
