import { useEffect, useMemo, useState } from 'preact/hooks'
import type { AnswerOf } from '../../api.ts'
import { serviceColors } from '../../search/service-color.ts'
import { type Answered, useAnswer } from '../../use-answer.ts'
import { criticalPath, type Interval } from './critical-path.ts'
import { placeLogs } from './rows.ts'
import { type Separated, separateSpans } from './shared-ids.ts'
import { buildTree, type Tree } from './tree.ts'

type Detail = AnswerOf<'trace-detail'>

/** What is reckoned from the spans alone. */
type Built = {
  readonly detail: Detail
  readonly tree: Tree
  readonly keyOf: Separated['keyOf']
  readonly path: ReadonlyMap<string, readonly Interval[]>
  readonly errors: number
  /** Token of each service's colour, by its index. */
  readonly colors: readonly string[]
  readonly startMs: number
}

/** A trace as the views draw it. */
export type Trace = Built & {
  readonly logs: ReturnType<typeof placeLogs>
  readonly logCount: number
  readonly logsCut: boolean
}

const none: AnswerOf<'trace-logs'> = { lines: [], truncated: false }

const longest = ({ roots }: Tree): Tree['roots'][number] | undefined =>
  roots.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0]

/** Spans that are worked through at once: with more, the browser gets its turn between the steps. */
const fewSpans = 1000

const giveTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const build = async (detail: Detail): Promise<Built> => {
  const isBig = detail.spans.length > fewSpans
  if (isBig) await giveTurn()
  const { spans, keyOf } = separateSpans(detail.spans)
  const tree = buildTree(spans)
  if (isBig) await giveTurn()
  const path = criticalPath(longest(tree))
  if (isBig) await giveTurn()
  const colors = serviceColors(detail.services)
  return {
    detail,
    tree,
    keyOf,
    path,
    errors: detail.spans.filter(({ status }) => status === 'Error').length,
    colors: detail.services.map((name) => colors.get(name) ?? '--series-1'),
    startMs: Number(BigInt(detail.startNs) / 1000n) / 1000,
  }
}

const useBuilt = (detail: Detail | undefined): Built | undefined => {
  const [built, setBuilt] = useState<Built>()
  useEffect(() => {
    let isLeft = false
    if (detail) void build(detail).then((next) => isLeft || setBuilt(next))
    return () => {
      isLeft = true
    }
  }, [detail])
  return built
}

/**
 * Asks for a trace and its log records, and reckons what the views need, once. Another trace wants another component.
 */
export const useTrace = (traceId: string): { trace: Trace | undefined; answer: Answered<'trace-detail'> } => {
  const answer = useAnswer('trace-detail', { traceId })
  const logs = useAnswer('trace-logs', { traceId })
  const built = useBuilt(answer.data)
  const { lines, truncated } = logs.data ?? none
  const trace = useMemo(
    () =>
      built && {
        ...built,
        logs: placeLogs(lines, built.detail.startNs, built.tree, ({ spanId, service }) =>
          built.keyOf(spanId, built.detail.services.indexOf(service)),
        ),
        logCount: lines.length,
        logsCut: truncated,
      },
    [built, lines, truncated],
  )
  return { trace, answer }
}
