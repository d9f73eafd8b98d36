import { href, navigate, type ParamPatch } from '../router.ts'

/** Address of a trace, at one of its spans when it is named. */
export const traceHref = (traceId: string, spanId?: string, more: ParamPatch = {}): string =>
  href('trace', { id: traceId, span: spanId, ...more })

/** A pasted trace id: 32 hexadecimal digits, alone, as a `traceparent`, or with the hyphens of a UUID. */
export const parseTraceId = (text: string): string | undefined => {
  const plain = text.trim().toLowerCase()
  const [, traceId = plain.replaceAll('-', '')] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(plain) ?? []
  return /^[0-9a-f]{32}$/.test(traceId) ? traceId : undefined
}

/** Opens the trace when the text is a trace id and nothing else; says whether it was. */
export const openTraceId = (text: string): boolean => {
  const traceId = parseTraceId(text)
  if (traceId) navigate(traceHref(traceId))
  return traceId !== undefined
}
