import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { CutNotice, EmptyState, ErrorState, Skeleton } from '../components/states.tsx'
import { Timestamp } from '../components/timestamp.tsx'
import { formatCount, formatDuration } from '../format.ts'
import { useKeys } from '../keys.ts'
import { LineDrawer } from '../logs/line-drawer.tsx'
import { href, param, setParams } from '../router.ts'
import { toggled } from '../toggled.ts'
import { Minimap } from './minimap.tsx'
import { type Row, type TraceLog, toRows } from './rows.ts'
import { SpanPanel } from './span-panel.tsx'
import { openTraceId } from './trace-href.ts'
import { useFinds } from './use-finds.ts'
import { type Trace, useTrace } from './use-trace.ts'
import { Waterfall } from './waterfall.tsx'
import type { TimeWindow } from './window.ts'
import '../search/search.css'
import '../logs/severity.css'
import './traces.css'
import './waterfall.css'

const Heading = ({ trace }: { trace: Trace }): JSX.Element => {
  const { detail, tree, errors, colors } = trace
  const root = tree.roots[0]?.span
  return (
    <div class="trace-head">
      <h1>
        <a class="button quiet icon" href={href('traces')} aria-label="All traces" title="All traces">
          <Icon name="left" />
        </a>
        {root?.name ?? 'Trace'}
      </h1>
      <p>
        <Timestamp ms={trace.startMs} millis />
        <b>{formatDuration(tree.to - tree.from)}</b>
        <span>{formatCount(detail.spans.length)} spans</span>
        {errors > 0 && <span class="badge bad">{formatCount(errors)} failed</span>}
        {detail.services.map((name, index) => (
          <span key={name} class="service-name">
            <span class="swatch" style={{ color: `var(${colors[index]})` }} />
            {name}
          </span>
        ))}
        <span class="trace-id mono">
          {detail.traceId} <CopyButton text={detail.traceId} label="Copy the trace id" />
        </span>
      </p>
    </div>
  )
}

type ToolsProps = {
  readonly trace: Trace
  readonly text: string
  readonly onText: (text: string) => void
  readonly finds: number | undefined
  readonly onStep: (by: 1 | -1) => void
  readonly isZoomed: boolean
  readonly onUnzoom: () => void
  readonly onFoldAll: () => void
}

const LogsSwitch = ({ count }: { count: number }): JSX.Element | null => {
  if (count === 0) return null
  const isOff = param('lines') === 'off'
  return (
    <button
      type="button"
      class="button small"
      aria-pressed={!isOff}
      onClick={() => setParams({ lines: isOff ? undefined : 'off' }, { replace: true })}
    >
      {formatCount(count)} log lines in place
    </button>
  )
}

const Tools = ({ trace, text, onText, finds, onStep, isZoomed, onUnzoom, onFoldAll }: ToolsProps): JSX.Element => (
  <div class="trace-tools">
    <div class="trace-search">
      <Icon name="search" size={14} />
      <input
        class="field"
        data-search
        type="text"
        spellcheck={false}
        aria-label="Find in this trace"
        placeholder="Find in this trace"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !openTraceId(text)) onStep(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <span class="faint numeric" role="status">
        {finds !== undefined && `${finds} found`}
      </span>
    </div>
    <LogsSwitch count={trace.logCount} />
    <button type="button" class="button small" onClick={onFoldAll}>
      Fold or unfold all
    </button>
    {isZoomed && (
      <button type="button" class="button small" onClick={onUnzoom}>
        Whole trace
      </button>
    )}
    <a class="button small" href={href('logs', { service: undefined, trace: trace.detail.traceId })}>
      Logs
    </a>
  </div>
)

const wholeOf = ({ tree }: Trace): TimeWindow => ({ from: tree.from, to: Math.max(tree.to, tree.from + 1e-6) })

const stepFind = (rows: readonly Row[], found: ReadonlySet<string>, selected: string, by: 1 | -1): Row | undefined => {
  const hits = rows.filter(({ key }) => found.has(key))
  const at = hits.findIndex(({ key }) => key === selected)
  return at < 0 ? hits[by > 0 ? 0 : hits.length - 1] : hits[(at + by + hits.length) % hits.length]
}

const noLogs: Trace['logs'] = new Map()

const Shown = ({ trace }: { trace: Trace }): JSX.Element => {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [zoom, setZoom] = useState<TimeWindow>()
  const [text, setText] = useState('')
  const [line, setLine] = useState<TraceLog>()
  const [lineKey, setLineKey] = useState('')
  const logs = param('lines') === 'off' ? noLogs : trace.logs
  const rows = useMemo(() => toRows(trace.tree, folded, logs), [trace, folded, logs])
  const found = useFinds(trace.detail.traceId, rows, text)
  const spanId = param('span')
  const node = trace.tree.byId.get(spanId)
  const selected = lineKey || spanId
  const select = (row: Row | undefined): void => {
    if (!row) return
    setLineKey(row.kind === 'log' ? row.key : '')
    if (row.kind === 'span') setParams({ span: row.key }, { replace: true })
  }
  const open = (row: Row): void => {
    select(row)
    if (row.kind === 'log') setLine(row.log)
  }
  const foldAll = (): void => {
    const parents = [...trace.tree.byId.values()].filter(({ depth, children }) => depth > 0 && children.length > 0)
    setFolded(folded.size > 0 ? new Set() : new Set(parents.map(({ span }) => span.id)))
  }
  const close = (): void => setParams({ span: undefined }, { replace: true })
  useKeys({ Escape: close, z: () => setZoom(undefined) })
  useEffect(
    () => document.querySelector<HTMLElement>('.wf-rows')?.focus({ preventScroll: true }),
    [trace.detail.traceId],
  )
  return (
    <div class={node ? 'trace-page with-panel' : 'trace-page'}>
      <div class="trace-main">
        <Heading trace={trace} />
        <Minimap trace={trace} rows={rows} window={zoom ?? wholeOf(trace)} onWindow={setZoom} />
        <Tools
          trace={trace}
          text={text}
          onText={setText}
          finds={found?.size}
          onStep={(by) => found && select(stepFind(rows, found, selected, by))}
          isZoomed={zoom !== undefined}
          onUnzoom={() => setZoom(undefined)}
          onFoldAll={foldAll}
        />
        {trace.detail.truncated && (
          <CutNotice>Only the first {formatCount(trace.detail.spans.length)} spans are shown.</CutNotice>
        )}
        {trace.logsCut && (
          <CutNotice>Only the first {formatCount(trace.logCount)} log lines are shown; open Logs for all.</CutNotice>
        )}
        <Waterfall
          trace={trace}
          rows={rows}
          window={zoom ?? wholeOf(trace)}
          selected={selected}
          folded={folded}
          found={found}
          onSelect={select}
          onPress={open}
          onFold={(id) => setFolded(toggled(folded, id))}
          onOpen={() => {
            const row = rows.find(({ key }) => key === selected)
            if (row?.kind === 'log') setLine(row.log)
            else document.querySelector<HTMLElement>('.span-panel')?.focus()
          }}
        />
      </div>
      {node && <SpanPanel node={node} trace={trace} onClose={close} />}
      {line && <LineDrawer line={line} inTrace onClose={() => setLine(undefined)} />}
    </div>
  )
}

const Missing = ({ traceId }: { traceId: string }): JSX.Element => (
  <EmptyState title="This trace is not here">
    <p>
      <code>{traceId}</code> is not stored: its spans may still be on their way, were not sampled, or are past their
      retention.
    </p>
    <div class="actions">
      <button type="button" class="button" onClick={() => location.reload()}>
        Look again
      </button>
      <a class="button" href={href('traces')}>
        All traces
      </a>
    </div>
  </EmptyState>
)

/** One trace from its first span to its last, with what was logged meanwhile. */
export const TraceView = (): JSX.Element => {
  const traceId = param('id')
  const { trace, answer } = useTrace(traceId)
  if (!traceId || answer.error?.code === 'NOT_FOUND') return <Missing traceId={traceId} />
  if (answer.error) return <ErrorState error={answer.error} retry={answer.retry} />
  return trace ? <Shown trace={trace} key={traceId} /> : <Skeleton rows={16} height={24} />
}
