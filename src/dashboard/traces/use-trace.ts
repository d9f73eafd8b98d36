import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { serviceColors } from '../search/service-color.ts'
import { type Answered, useAnswer } from '../use-answer.ts'
import { criticalPath, type Interval } from './critical-path.ts'
import { placeLogs } from './rows.ts'
import { buildTree, type Tree } from './tree.ts'

type Detail = AnswerOf<'trace-detail'>

/** A trace as the views draw it. */
export type Trace = {
  readonly detail: Detail
  readonly tree: Tree
  readonly path: ReadonlyMap<string, readonly Interval[]>
  readonly logs: ReturnType<typeof placeLogs>
  readonly logCount: number
  readonly logsCut: boolean
  readonly errors: number
  /** Token of each service's colour, by its index. */
  readonly colors: readonly string[]
  readonly startMs: number
}

const none: AnswerOf<'trace-logs'> = { lines: [], truncated: false }

const longest = ({ roots }: Tree): Tree['roots'][number] | undefined =>
  roots.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0]

const toTrace = (detail: Detail, { lines, truncated }: AnswerOf<'trace-logs'>): Trace => {
  const tree = buildTree(detail.spans)
  const colors = serviceColors(detail.services)
  return {
    detail,
    tree,
    path: criticalPath(longest(tree)),
    logs: placeLogs(lines, detail.startNs, tree),
    logCount: lines.length,
    logsCut: truncated,
    errors: detail.spans.filter(({ status }) => status === 'Error').length,
    colors: detail.services.map((name) => colors.get(name) ?? '--series-1'),
    startMs: Number(BigInt(detail.startNs) / 1000n) / 1000,
  }
}

/** Asks for a trace and its log records, and reckons what the views need, once. */
export const useTrace = (traceId: string): { trace: Trace | undefined; answer: Answered<'trace-detail'> } => {
  const answer = useAnswer('trace-detail', { traceId })
  const logs = useAnswer('trace-logs', { traceId })
  const detail = answer.data?.traceId === traceId.toLowerCase() ? answer.data : undefined
  const trace = useMemo(() => detail && toTrace(detail, logs.data ?? none), [detail, logs.data])
  return { trace, answer }
}
