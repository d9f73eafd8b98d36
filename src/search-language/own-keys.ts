/** Keys of the ids that spans and log records share, in lower case. */
const idKeys = ['trace', 'traceid', 'trace_id', 'span', 'spanid', 'span_id'] as const
export type IdKey = (typeof idKeys)[number]

/** Keys that mean something of their own for spans, in lower case; any other key names an attribute. */
export const spanKeys = [
  'service',
  'service.name',
  'name',
  'scope',
  'message',
  ...idKeys,
  'parent',
  'status',
  'kind',
  'route',
  'duration',
  'exception',
  'event',
] as const
export type SpanKey = (typeof spanKeys)[number]

/** The same for log records. */
export const logKeys = [
  'service',
  'service.name',
  'scope',
  'message',
  'msg',
  'body',
  ...idKeys,
  'severity',
  'level',
  'event',
] as const
export type LogKey = (typeof logKeys)[number]

const own: ReadonlySet<string> = new Set<string>([...spanKeys, ...logKeys])

/** A key without quotes, up to its colon; `://` is an address. */
export const plainKey = /^([\p{L}_@][\p{L}\p{M}\p{N}_.@/$-]*):(?!\/\/)/u

export const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`

/**
 * The name of an attribute as the key of a term: in quotes when it has signs of its own, or else would mean something
 * other than the attribute.
 */
export const toAttributeKey = (name: string): string => {
  const isPlain = plainKey.exec(`${name}:`)?.[1] === name
  // The attribute of the resource is what the column is made of.
  return isPlain && (name === 'service.name' || !own.has(name.toLowerCase())) ? name : quote(name)
}
