import type { Link } from '@opentelemetry/api'
import type { RemoteParent } from './server-span.ts'

/**
 * Version 00 as it is, later versions by their first four fields. @see
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/
const usualLength = 55
/** Longer states are not passed on: the recommendation asks for 512 characters at least. */
const maxState = 4096

/** Reads the W3C headers; undefined when there is no parent or it is malformed, as the recommendation asks. */
export const parseRemoteParent = (
  traceparent: string | undefined,
  tracestate: string | undefined,
): RemoteParent | undefined => {
  if (traceparent === undefined || traceparent.length < usualLength) return undefined
  const match = form.exec(traceparent)
  if (match === null || (traceparent.length > usualLength && traceparent.startsWith('00'))) return undefined
  const traceState = tracestate && tracestate.length <= maxState ? tracestate : undefined
  const flags = Number.parseInt(match[3] as string, 16)
  return { traceId: match[1] as string, spanId: match[2] as string, sampled: (flags & 1) === 1, traceState }
}

/** A trace that is not continued: a link leads to it. Its trace state stays outside. */
export const toLink = ({ traceId, spanId, sampled }: RemoteParent): Link => ({
  context: { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true },
})

/** The link to what a header names; undefined when that is no trace. */
export const toRemoteLink = (traceparent: string | string[] | undefined): Link | undefined => {
  const parent = typeof traceparent === 'string' ? parseRemoteParent(traceparent, undefined) : undefined
  return parent && toLink(parent)
}
