import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import type { ChartDot } from '../components/chart-options.ts'
import { href, navigate, param } from '../router.ts'
import { useProgressive } from '../search/use-progressive.ts'
import { range } from '../time-range.ts'
import { traceHref } from '../traces/trace-href.ts'

type Series = AnswerOf<'request-series'>
type Exemplars = AnswerOf<'request-exemplars'>

/** Of fewer requests than this no slowest twentieth is worth a filter: all of them are listed. */
const fewRequests = 40

/** The traces of one point of a chart, the slowest first; those that failed only, where the chart is about these. */
export const openPoint = ({ t, step, end, count, p95 }: Series, index: number, status?: 'error'): void => {
  const from = (t[index] ?? 0) * 1000
  const slow = p95[index]
  const isMany = (count[index] ?? 0) >= fewRequests
  navigate(
    href('traces', {
      from,
      to: Math.min(from + step * 1000, Math.ceil(end * 1000)),
      route: param('route'),
      sort: '-duration',
      ...(status ? { status } : isMany && slow ? { minMs: Math.floor(slow * 100) / 100 } : {}),
    }),
  )
}

/** Points of the chart that share one exemplar: more dots would hide the lines. */
const pointsPerDot = 3

const highest = (values: readonly (number | null)[]): number =>
  values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0)

/** Both parts may know a request of the same step: the slower one counts. */
const mergeExemplars = (newer: Exemplars, older: Exemplars): Exemplars => {
  const known = new Map(newer.exemplars.map((each) => [each.t, each.durationMs]))
  const added = older.exemplars.filter(({ t, durationMs }) => durationMs > (known.get(t) ?? 0))
  const replaced = new Set(added.map(({ t }) => t))
  return { ...older, exemplars: [...newer.exemplars.filter(({ t }) => !replaced.has(t)), ...added] }
}

/** The 95th percentile moves with every refresh of the page, but the slow requests of an hour hardly do. */
const heldMs = 20_000

/** Slow requests, each with the address of its trace: from the 95th percentile to the top of the chart. */
export const useExemplars = ({ step, totals, p99 }: Series): readonly ChartDot[] => {
  const [service, route] = [param('service'), param('route')]
  const { from, to } = range.value
  const params = useMemo(
    () => ({
      ...{ from, to },
      ...(service && { service }),
      ...(route && { route }),
      step: step * pointsPerDot,
      minMs: totals.p95 ?? 0,
      maxMs: highest(p99),
    }),
    [service, route, step, to - from, Math.floor(to / heldMs)],
  )
  const { data } = useProgressive('request-exemplars', params, mergeExemplars)
  return useMemo(
    () =>
      (data?.exemplars ?? []).map(({ startMs, durationMs, traceId, spanId }) => ({
        ms: startMs,
        value: durationMs,
        id: traceHref(traceId, spanId),
      })),
    [data],
  )
}
