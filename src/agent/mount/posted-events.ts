/** An event as a page posts it. Who it is about never comes from there. */
export type PostedEvent = { readonly event: string; readonly properties?: Readonly<Record<string, unknown>> }

/** Events of one request. */
const maxEvents = 50

/** Why a body is refused, in words for the developer of the page. */
export type Refusal = { readonly refusal: string }

/**
 * Reads the body of a request: `{ "events": [{ "event": "cart.opened", "properties": {} }] }`. What is not known is
 * refused, and one wrong event refuses all. `accepted` are names, or beginnings of names followed by `*`.
 */
export const parsePostedEvents = (
  body: unknown,
  accepted: readonly string[],
): { readonly events: readonly PostedEvent[] } | Refusal => {
  if (!isRecord(body)) return { refusal: 'the body must be an object with events' }
  const { events, ...rest } = body
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return { refusal: `the body has an unknown field ${unknown.slice(0, 40)}` }
  if (!Array.isArray(events) || events.length === 0 || events.length > maxEvents)
    return { refusal: `events must be a list of 1 to ${maxEvents}` }
  for (const [index, event] of events.entries()) {
    const fault = faultOf(event, accepted)
    if (fault !== undefined) return { refusal: `events[${index}]: ${fault}` }
  }
  return { events: events as PostedEvent[] }
}

const faultOf = (value: unknown, accepted: readonly string[]): string | undefined => {
  if (!isRecord(value)) return 'must be an object'
  const { event, properties = {}, ...rest } = value
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return `has an unknown field ${unknown.slice(0, 40)}`
  if (typeof event !== 'string') return 'event must be a name such as cart.opened'
  if (!accepted.some((pattern) => matches(pattern, event)))
    return `the event ${event.slice(0, 120)} is not accepted here`
  return isRecord(properties) ? undefined : 'properties must be an object'
}

/** `*` stands for the rest of a name. */
const matches = (pattern: string, name: string): boolean => {
  if (!pattern.endsWith('*')) return pattern === name
  const beginning = pattern.slice(0, -1)
  return name.startsWith(beginning) && /^[a-z0-9_]+(?:\.[a-z0-9_]+)*$/.test(name.slice(beginning.length))
}

/** Whether it names events that may be accepted: a name, or its beginning, the resource at least, and `*`. */
export const isPattern = (pattern: string): boolean =>
  /^[a-z][a-z0-9_]*\.(?:[a-z0-9_.]*\*|[a-z0-9_.]*[a-z0-9_])$/.test(pattern)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
