import { type Column, putSlice, putSmallDecimal, putText } from '../../native/column.ts'
import type { AttributePolicy } from '../../privacy/attribute-policy.ts'
import { toQueryWithoutValues, toUrlWithoutValues } from '../../privacy/url.ts'
import { toCoarseUserAgent } from '../../privacy/user-agent.ts'
import type { IngestCounters } from '../ingest-counters.ts'
import type { Reader } from '../protobuf/protobuf-reader.ts'
import {
  createJsonWriter,
  readIntegerAt,
  toDoubleText,
  toIntegerText,
  type ValueSpot,
  valueKinds,
} from '../protobuf/read-any-value.ts'
import type { TextWriter } from './text-writer.ts'

/** The privacy rules of values: policies by name, the scrubbing of text, and the counters of both. */
export type AttributePrivacy = {
  readonly policyOf: (name: string) => AttributePolicy
  readonly text: TextWriter
  readonly counters: IngestCounters
}

/** The attribute that a value belongs to; a body has none. */
export type ValueOwner = { readonly policy: AttributePolicy; readonly name: string }

/**
 * Puts the value at a spot of the request into a column, as the text that the Collector would write, after its policy
 * was applied.
 */
export type ValueWriter = (column: Column, r: Reader, spot: ValueSpot, owner: ValueOwner) => void

export const createValueWriter = (privacy: AttributePrivacy): ValueWriter => {
  const { text, counters } = privacy
  const json = createJsonWriter({
    policyOf: createNestedPolicy(privacy.policyOf),
    counters,
    toText: (value, policy) => toPrivate(value, policy, privacy),
  })
  return (column, r, spot, { policy, name }) => {
    const { kind, start, end } = spot
    if (kind === valueKinds.string) {
      if (policy === 'url' || policy === 'query') putUrl(column, r, spot, policy, privacy)
      else if (policy === 'kept') putSlice(column, r.bytes, start, end)
      else text.put(column, r.bytes, start, end, policy !== 'version')
    } else if (kind === valueKinds.int) putInteger(column, r, start)
    else if (kind === valueKinds.bool) putText(column, toIntegerText(r, start) === '0' ? 'false' : 'true')
    else if (kind === valueKinds.double) putText(column, toDoubleText(r.bytes.readDoubleLE(start)))
    else if (kind === valueKinds.bytes) putText(column, r.bytes.toString('base64', start, end))
    else if (kind === valueKinds.empty) putText(column, '')
    else putText(column, json.toJson(r, spot, policy, name))
  }
}

/** Paths of nested values whose policy is remembered; they come from outside, so their number is bounded. */
const maxPaths = 4096

/**
 * The policy of a nested name: its own, else that of the whole path, which may be the name of an attribute.
 */
const createNestedPolicy = (
  policyOf: (name: string) => AttributePolicy,
): ((name: string, path: string) => AttributePolicy) => {
  const known = new Map<string, AttributePolicy>()
  return (name, path) => {
    const found = known.get(path)
    if (found !== undefined) return found
    const own = policyOf(name)
    const policy = own === 'text' ? policyOf(path) : own
    if (known.size >= maxPaths) known.clear()
    known.set(path, policy)
    return policy
  }
}

const putInteger = (column: Column, r: Reader, at: number): void => {
  readIntegerAt(r, at)
  if (r.high === 0 && r.low < 100_000_000) putSmallDecimal(column, r.low)
  else putText(column, toIntegerText(r, at))
}

const putUrl = (
  column: Column,
  r: Reader,
  spot: ValueSpot,
  policy: 'url' | 'query',
  { text, counters }: AttributePrivacy,
): void => {
  if (policy === 'url' && isPlainPath(r.bytes, spot.start, spot.end)) {
    text.put(column, r.bytes, spot.start, spot.end, true)
    return
  }
  const raw = r.bytes.toString('utf8', spot.start, spot.end)
  const clean = Buffer.from(toUrlText(raw, policy, counters))
  text.put(column, clean, 0, clean.length, true)
}

/** Whether a URL has neither query nor fragment nor user: nearly every `url.path` is so. */
const isPlainPath = (bytes: Buffer, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (byte === 0x3f || byte === 0x23 || byte === 0x40) return false
  }
  return true
}

const toUrlText = (value: string, policy: 'url' | 'query', counters: IngestCounters): string => {
  const clean = policy === 'url' ? toUrlWithoutValues(value) : toQueryWithoutValues(value)
  if (clean !== value) counters.scrubbed.url_query++
  return clean
}

/** Text inside an array or a map, after the policy of its name was applied. */
const toPrivate = (value: string, policy: AttributePolicy, { text, counters }: AttributePrivacy): string => {
  if (policy === 'url' || policy === 'query') return text.toScrubbed(toUrlText(value, policy, counters))
  if (policy !== 'user_agent') return text.toScrubbed(value)
  counters.scrubbed.user_agent++
  const agent = toCoarseUserAgent(value)
  return agent.version === '' ? agent.name : `${agent.name} ${agent.version}`
}
