import { href, navigate, type ParamPatch } from '../router.ts'

/** Address of a trace, at one of its spans when it is named. */
export const traceHref = (traceId: string, spanId?: string, more: ParamPatch = {}): string =>
  href('trace', { id: traceId, span: spanId, ...more })

/** A pasted trace id: 32 hexadecimal digits, alone or as a `traceparent`. */
const parseTraceId = (text: string): string | undefined =>
  /^(?:00-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/i.exec(text.trim())?.[1]?.toLowerCase()

/** Opens the trace when the text is a trace id and nothing else; says whether it was. */
export const openTraceId = (text: string): boolean => {
  const traceId = parseTraceId(text)
  if (traceId) navigate(traceHref(traceId))
  return traceId !== undefined
}
