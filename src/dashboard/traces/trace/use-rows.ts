import { useMemo, useState } from 'preact/hooks'
import { toLineParam } from '../../logs/log-line.ts'
import { param, setParams } from '../../router.ts'
import { toggled } from '../../toggled.ts'
import { type Row, toRows } from './rows.ts'
import { useFinds } from './use-finds.ts'
import type { Trace } from './use-trace.ts'
import { ancestorsOf, type Finds, parentsBelowTop, placeAmong, stepFind } from './walk-rows.ts'

const noLogs: Trace['logs'] = new Map()
const nothing: ReadonlySet<string> = new Set()

/**
 * Rows of a waterfall, and how one goes through them: folding, finding, selecting. The selected span or log line is in
 * the address.
 */
export type RowWalk = {
  readonly rows: readonly Row[]
  readonly folded: ReadonlySet<string>
  readonly fold: (spanId: string) => void
  readonly foldAll: (isFolded: boolean) => void
  readonly text: string
  readonly setText: (text: string) => void
  /** Keys of rows that hold the text; undefined when none is searched for. */
  readonly found: ReadonlySet<string> | undefined
  readonly finds: Finds | undefined
  /** Goes to the next or the previous row that holds the text, unfolding what hides it. */
  readonly step: (by: 1 | -1) => void
  readonly selected: string
  readonly select: (row: Row) => void
}

export const useRows = (trace: Trace): RowWalk => {
  const [folded, setFolded] = useState(nothing)
  const [text, setText] = useState('')
  const [lineKey, setLineKey] = useState('')
  const logs = param('lines') === 'off' ? noLogs : trace.logs
  const all = useMemo(() => toRows(trace.tree, nothing, logs), [trace, logs])
  const rows = useMemo(() => (folded.size > 0 ? toRows(trace.tree, folded, logs) : all), [trace, folded, logs, all])
  const found = useFinds(trace.detail.traceId, all, text)
  const line = param('line')
  const selected = useMemo(() => {
    const isOf = (row: Row): boolean => row.kind === 'log' && toLineParam(row.log) === line
    // Lines can be the same in all: of those the one that was pressed counts.
    return line ? ((all.find((row) => row.key === lineKey && isOf(row)) ?? all.find(isOf))?.key ?? '') : param('span')
  }, [all, line, lineKey, param('span')])
  const finds = useMemo(() => found && placeAmong(all, found, selected), [all, found, selected])
  const select = (row: Row): void => {
    setLineKey(row.kind === 'log' ? row.key : '')
    const patch =
      row.kind === 'log' ? { span: undefined, line: toLineParam(row.log) } : { span: row.key, line: undefined }
    setParams(patch, { replace: true })
  }
  const step = (by: 1 | -1): void => {
    const next = found && stepFind(all, found, selected, by)
    if (!next) return
    const above = ancestorsOf(all, next)
    if (above.some((key) => folded.has(key))) setFolded(new Set([...folded].filter((key) => !above.includes(key))))
    select(next)
  }
  return {
    rows,
    folded,
    fold: (spanId) => setFolded(toggled(folded, spanId)),
    foldAll: (isFolded) => setFolded(isFolded ? parentsBelowTop(trace) : nothing),
    text,
    setText,
    found,
    finds,
    step,
    selected,
    select,
  }
}
