import { shared } from '../shared.ts'
import type { ServerSpan } from './server-span.ts'

/** Open requests whose context has been used, by trace id; the latest is the last. */
const open = shared('open traces', () => new Map<string, ServerSpan[]>())

export const rememberTrace = (span: ServerSpan): void => {
  if (span.ended) return
  const { traceId } = span.ids
  const known = open.get(traceId)
  if (known) known.push(span)
  else open.set(traceId, [span])
}

export const forgetTrace = (span: ServerSpan): void => {
  const { traceId } = span.ids
  const others = open.get(traceId)?.filter((other) => other !== span) ?? []
  if (others.length > 0) open.set(traceId, others)
  else open.delete(traceId)
}

/**
 * The request that a span's ids belong to. Next.js creates its contexts again from the ids alone, without their other
 * values. An app may call itself, so that a trace has several requests: then the latest one counts.
 */
export const findByIds = ({
  traceId,
  spanId,
}: {
  readonly traceId: string
  readonly spanId: string
}): ServerSpan | undefined => {
  const known = open.get(traceId)
  return known?.find(({ ids }) => ids.spanId === spanId) ?? known?.at(-1)
}
