import type { JSX } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { focusPanel } from '../components/side-panel.tsx'
import { CutNotice, EmptyState, ErrorState, Skeleton } from '../components/states.tsx'
import { Timestamp } from '../components/timestamp.tsx'
import { formatCount, formatDuration, formatThings } from '../format.ts'
import { useKeys } from '../keys.ts'
import { LinePanel } from '../logs/line-panel.tsx'
import { readLineRef } from '../logs/log-line.ts'
import { href, param, setParams } from '../router.ts'
import { SpanPanel } from './panel/span-panel.tsx'
import { useRows } from './trace/use-rows.ts'
import { type Trace, useTrace } from './trace/use-trace.ts'
import { parseTraceId } from './trace-href.ts'
import { TraceTools } from './trace-tools.tsx'
import { Minimap } from './waterfall/minimap.tsx'
import { Waterfall } from './waterfall/waterfall.tsx'
import type { TimeWindow } from './waterfall/window.ts'
import '../logs/severity.css'
import './traces.css'
import './trace-page.css'

/** More services than this are folded away. */
const fewServices = 8

const Services = ({ names, colors }: { names: readonly string[]; colors: readonly string[] }): JSX.Element => {
  const [all, setAll] = useState(false)
  const rest = names.length - fewServices
  return (
    <span class="trace-services">
      {names.slice(0, all ? names.length : fewServices).map((name, index) => (
        <span key={name} class="service-name" title={name}>
          <span class="swatch" style={{ color: `var(${colors[index]})` }} />
          <bdi>{name}</bdi>
        </span>
      ))}
      {rest > 0 && (
        <button type="button" class="button quiet small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer services' : formatThings(rest, 'more service')}
        </button>
      )}
    </span>
  )
}

const Heading = ({ trace }: { trace: Trace }): JSX.Element => {
  const { detail, tree, errors, colors } = trace
  const root = tree.roots[0]?.span
  // Only the first spans of a huge trace are here.
  const more = detail.truncated ? '+' : ''
  return (
    <div class="trace-head">
      <h1>
        <a class="button quiet icon" href={href('traces')} aria-label="All traces" title="All traces">
          <Icon name="left" />
        </a>
        <bdi>{root?.name ?? 'Trace'}</bdi>
      </h1>
      <p>
        <Timestamp ms={trace.startMs} millis />
        <b>{formatDuration(tree.to - tree.from)}</b>
        <span>
          {formatCount(detail.spans.length)}
          {more} {detail.spans.length === 1 && !more ? 'span' : 'spans'}
        </span>
        {errors > 0 && (
          <span class="badge bad">
            {formatCount(errors)}
            {more} failed
          </span>
        )}
        <Services names={detail.services} colors={colors} />
        <span class="trace-id mono">
          {detail.traceId} <CopyButton text={detail.traceId} label="Copy the trace id" />
        </span>
      </p>
    </div>
  )
}

const wholeOf = ({ tree }: Trace): TimeWindow => ({ from: tree.from, to: Math.max(tree.to, tree.from + 1e-6) })

const Cut = ({ trace }: { trace: Trace }): JSX.Element => (
  <>
    {trace.detail.truncated && (
      <CutNotice>Only the first {formatCount(trace.detail.spans.length)} spans are shown.</CutNotice>
    )}
    {trace.logsCut && (
      <CutNotice>Only the first {formatCount(trace.logCount)} log lines are shown; open Logs for all.</CutNotice>
    )}
  </>
)

const Shown = ({ trace }: { trace: Trace }): JSX.Element => {
  const [zoom, setZoom] = useState<TimeWindow>()
  const walk = useRows(trace)
  const { rows, folded, found, selected, select } = walk
  const node = trace.tree.byId.get(param('span'))
  const line = readLineRef()
  const row = rows.find(({ key }) => key === selected)
  const close = (): void => setParams({ span: undefined, line: undefined }, { replace: true })
  const unzoom = (): void => setZoom(undefined)
  useKeys({ z: unzoom, n: () => walk.step(1), p: () => walk.step(-1) })
  useLayoutEffect(
    () => document.querySelector<HTMLElement>('.wf-rows')?.focus({ preventScroll: true }),
    [trace.detail.traceId],
  )
  return (
    <div class="trace-page">
      <div class="trace-main">
        <Heading trace={trace} />
        <Minimap trace={trace} rows={rows} window={zoom ?? wholeOf(trace)} onWindow={setZoom} />
        <TraceTools trace={trace} walk={walk} {...(zoom && { onUnzoom: unzoom })} />
        <Cut trace={trace} />
        <Waterfall
          trace={trace}
          rows={rows}
          window={zoom ?? wholeOf(trace)}
          selected={selected}
          folded={folded}
          found={found}
          onSelect={select}
          onFold={walk.fold}
          onFoldAll={walk.foldAll}
          onOpen={focusPanel}
        />
      </div>
      {line ? (
        <LinePanel line={line} listed={row?.kind === 'log' ? row.log : undefined} inTrace onClose={close} />
      ) : (
        node && <SpanPanel node={node} trace={trace} onClose={close} />
      )}
    </div>
  )
}

const Missing = ({ traceId }: { traceId: string }): JSX.Element => (
  <EmptyState title="This trace is not here" isPage>
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

const BadId = ({ text }: { text: string }): JSX.Element => (
  <EmptyState title={text ? 'This is not a trace id' : 'No trace id in the address'} isPage>
    <p>
      {text && (
        <>
          <code>{text.slice(0, 100)}</code> is not valid:{' '}
        </>
      )}
      a trace id has 32 hexadecimal digits, like <code>4bf92f3577b34da6a3ce929d0e0e4736</code>.
    </p>
    <div class="actions">
      <a class="button" href={href('traces')}>
        All traces
      </a>
    </div>
  </EmptyState>
)

const Asked = ({ traceId }: { traceId: string }): JSX.Element => {
  const { trace, answer } = useTrace(traceId)
  if (answer.error?.code === 'NOT_FOUND') return <Missing traceId={traceId} />
  if (answer.error) return <ErrorState error={answer.error} retry={answer.retry} />
  return trace ? <Shown trace={trace} /> : <Skeleton rows={16} height={24} />
}

/** One trace from its first span to its last, with what was logged meanwhile. */
export const TraceView = (): JSX.Element => {
  const traceId = parseTraceId(param('id'))
  return traceId ? <Asked traceId={traceId} key={traceId} /> : <BadId text={param('id')} />
}
