import { useEffect, useMemo, useState } from 'preact/hooks'
import { foldCase } from '../../../search-language/fold-case.ts'
import { parseSearch } from '../../../search-language/parse.ts'
import { exceptionText } from '../../logs/exception-text.ts'
import { useAnswer } from '../../use-answer.ts'
import type { Row } from './rows.ts'
import { toSpanId } from './shared-ids.ts'

const waitMs = 250

const useLater = (value: string): string => {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), waitMs)
    return () => clearTimeout(timer)
  }, [value])
  return later
}

const textOf = (row: Row): string => {
  if (row.kind === 'log') return `${row.log.body}\n${exceptionText(row.log)}`
  const { name, preview, statusMessage, events } = row.node.span
  const said = events.map((event) => `${event.name} ${event.exception?.type ?? ''} ${event.exception?.message ?? ''}`)
  return [name, preview, statusMessage, ...said].join('\n')
}

/**
 * Rows of a trace that a text is found in: at once in what is on the page, and a moment later, asked of the hub in the
 * whole search language, in attributes too.
 */
export const useFinds = (traceId: string, rows: readonly Row[], text: string): ReadonlySet<string> | undefined => {
  const wanted = text.trim()
  const later = useLater(wanted)
  const canAsk = later.length > 1 && parseSearch(later).ok
  const { data, isCurrent } = useAnswer('trace-matches', canAsk ? { traceId, q: later } : undefined)
  return useMemo(() => {
    if (wanted === '') return undefined
    const folded = foldCase(wanted)
    const here = rows.filter((row) => foldCase(textOf(row)).includes(folded)).map(({ key }) => key)
    const ids = new Set(isCurrent && later === wanted ? data?.spanIds : [])
    const there = rows.filter((row) => row.kind === 'span' && ids.has(toSpanId(row.key))).map(({ key }) => key)
    return new Set([...here, ...there])
  }, [rows, wanted, later, data, isCurrent])
}
