import type { OptionSpec } from './option.ts'

/** What is wrong with one setting. */
export type Fault = {
  /** Name as its user wrote it: an environment variable, a flag, or a key of the file. */
  readonly key: string
  /** Value received; `***` for secrets. */
  readonly value: string
  /** What was expected, and for an unknown name the nearest right one. */
  readonly expected: string
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  on: true,
  yes: true,
  false: false,
  '0': false,
  off: false,
  no: false,
}

const expectations = (spec: OptionSpec): string => {
  if (spec.type === 'enum') return `one of ${spec.values?.join(', ')}`
  if (spec.type === 'boolean') return 'true or false'
  if (spec.type === 'map') return 'key=value pairs, comma separated'
  if (spec.type === 'list') return 'words, comma separated'
  if (spec.type === 'string') return 'text'
  const kind = spec.type === 'integer' ? 'a whole number' : 'a number'
  const from = spec.minimum === undefined ? '' : ` from ${spec.minimum}`
  const to = spec.maximum === undefined ? '' : ` to ${spec.maximum}`
  return `${kind}${from}${to}${spec.unit ? ` (${spec.unit})` : ''}`
}

const toNumber = (text: string, spec: OptionSpec): number | undefined => {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(number)) return undefined
  if (spec.type === 'integer' && !Number.isInteger(number)) return undefined
  if (spec.minimum !== undefined && number < spec.minimum) return undefined
  if (spec.maximum !== undefined && number > spec.maximum) return undefined
  return number
}

const toList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `key=value,key=value`, percent-encoded, as the OpenTelemetry specification writes resource attributes and headers. */
const toMap = (text: string): Record<string, string> | undefined => {
  const map: Record<string, string> = {}
  for (const pair of toList(text)) {
    const at = pair.indexOf('=')
    if (at < 1) return undefined
    map[decode(pair.slice(0, at).trim())] = decode(pair.slice(at + 1).trim())
  }
  return map
}

const convert = (text: string, spec: OptionSpec): unknown => {
  switch (spec.type) {
    case 'string':
      return text
    case 'integer':
    case 'number':
      return toNumber(text, spec)
    case 'boolean':
      return booleans[text.trim().toLowerCase()]
    case 'enum':
      return spec.values?.find((value) => value === text.trim().toLowerCase())
    case 'list':
      return toList(text)
    case 'map':
      return toMap(text)
  }
}

/** Turns what somebody wrote into a value of the option's type, or says what is wrong with it. */
export const parseOption = (
  spec: OptionSpec,
  key: string,
  written: unknown,
): { readonly value: unknown } | { readonly fault: Fault } => {
  const text = typeof written === 'object' && written !== null ? '' : String(written)
  const asIs =
    (spec.type === 'list' && Array.isArray(written) && written.every((item) => typeof item === 'string')) ||
    (spec.type === 'map' && typeof written === 'object' && written !== null && !Array.isArray(written))
  const value = asIs ? written : typeof written === 'object' ? undefined : convert(text, spec)
  if (value !== undefined) return { value }
  return { fault: { key, value: spec.secret ? '***' : text || JSON.stringify(written), expected: expectations(spec) } }
}
