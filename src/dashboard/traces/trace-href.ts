import { href, type ParamPatch } from '../router.ts'

/** Address of a trace, at one of its spans when it is named. */
export const traceHref = (traceId: string, spanId?: string, more: ParamPatch = {}): string =>
  href('trace', { id: traceId, span: spanId, ...more })
