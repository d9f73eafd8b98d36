import type { JSX } from 'preact'
import { questionAddress } from '../api.ts'
import { Icon } from '../components/icon.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatCount } from '../format.ts'
import { href, param, setParams } from '../router.ts'
import { toSpanRows } from './trace/span-file-rows.ts'
import type { RowWalk } from './trace/use-rows.ts'
import type { Trace } from './trace/use-trace.ts'
import { openTraceId } from './trace-href.ts'
import './trace-tools.css'

const LogsSwitch = ({ count, isCut }: { count: number; isCut: boolean }): JSX.Element | null => {
  if (count === 0) return null
  const isOff = param('lines') === 'off'
  return (
    <button
      type="button"
      class="button small"
      aria-pressed={!isOff}
      onClick={() => setParams({ lines: isOff ? undefined : 'off' }, { replace: true })}
    >
      {formatCount(count)}
      {isCut && '+'} {count === 1 && !isCut ? 'log line' : 'log lines'} in place
    </button>
  )
}

const Find = ({ walk: { text, setText, finds, step } }: { walk: RowWalk }): JSX.Element => (
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
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !openTraceId(text)) step(event.shiftKey ? -1 : 1)
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
    <span class="faint numeric" role="status">
      {finds && (finds.at > 0 ? `${finds.at} of ${finds.count}` : `${finds.count} found`)}
    </span>
    {finds && finds.count > 0 && (
      <>
        <button
          type="button"
          class="button quiet icon small"
          aria-label="Previous find"
          title="Previous find (p)"
          onClick={() => step(-1)}
        >
          <Icon name="up" size={14} />
        </button>
        <button
          type="button"
          class="button quiet icon small"
          aria-label="Next find"
          title="Next find (n)"
          onClick={() => step(1)}
        >
          <Icon name="down" size={14} />
        </button>
      </>
    )}
  </div>
)

type ToolsProps = {
  readonly trace: Trace
  readonly walk: RowWalk
  /** Shows all of the time again; only when a part is shown. */
  readonly onUnzoom?: () => void
}

/** Find, fold, and the ways out of a trace. */
export const TraceTools = ({ trace, walk, onUnzoom }: ToolsProps): JSX.Element => {
  const isFolded = walk.folded.size > 0
  return (
    <div class="trace-tools">
      <Find walk={walk} />
      <LogsSwitch count={trace.logCount} isCut={trace.logsCut} />
      <button
        type="button"
        class="button small"
        title={isFolded ? 'Shift and →' : 'Shift and ←'}
        onClick={() => walk.foldAll(!isFolded)}
      >
        {isFolded ? 'Unfold all' : 'Fold all'}
      </button>
      {onUnzoom && (
        <button type="button" class="button small" title="z" onClick={onUnzoom}>
          Whole trace
        </button>
      )}
      <a class="button small" href={href('logs', { service: undefined, trace: trace.detail.traceId })}>
        Logs
      </a>
      <DownloadMenu
        name="spans"
        rows={() => toSpanRows(trace)}
        address={questionAddress('trace-detail', { traceId: trace.detail.traceId })}
      />
    </div>
  )
}
