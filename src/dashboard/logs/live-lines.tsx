import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { EmptyState } from '../components/states.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatThings, formatWhole } from '../format.ts'
import type { LinesProps } from './found-lines.tsx'
import { toFileRow } from './log-file-row.ts'
import type { LogLine } from './log-line.ts'
import { LogList } from './log-list.tsx'
import { ringSize, type Tail, type TailState, tailAddress, useTail } from './use-tail.ts'

const stateText: Readonly<Record<TailState, string>> = {
  connecting: 'Connecting…',
  live: 'Following new lines',
  reconnecting: 'Reconnecting…',
  refused: 'The hub cannot follow this search',
}

const toStatus = ({ state, error }: Tail, paused: boolean): string => {
  if (state === 'refused' && error) return `${error.message}. ${error.hint}`
  return paused && state === 'live' ? 'Paused while you read' : stateText[state]
}

const toNotes = ({ skipped, wasLost, state }: Tail): string =>
  [
    skipped > 0 && `${formatThings(skipped, 'line')} came too fast to show`,
    wasLost && state === 'live' && 'lines from the interruption are missing here',
  ]
    .filter(Boolean)
    .map((note) => ` · ${note}`)
    .join('')

const Head = ({ tail, paused, onPause }: { tail: Tail; paused: boolean; onPause: (paused: boolean) => void }) => (
  <p class="live-head" role="status">
    <span class={`live-dot ${paused && tail.state === 'live' ? 'held' : tail.state}`} />
    <span>
      {toStatus(tail, paused)}
      {toNotes(tail)}
    </span>
    {paused ? (
      <button type="button" class="button small main-action" onClick={() => onPause(false)}>
        {tail.waiting > 0 ? `Show ${formatThings(tail.waiting, 'new line')}` : 'Resume'}
      </button>
    ) : (
      <button type="button" class="button small" onClick={() => onPause(true)}>
        Pause
      </button>
    )}
  </p>
)

/** Selected text would go as lines move on: it holds them back. */
const useSelection = (onSelect: () => void): void => {
  useEffect(() => {
    const look = (): void => {
      const selection = getSelection()
      const element = selection?.anchorNode?.parentElement
      if (selection?.type === 'Range' && element?.closest('.log-list')) onSelect()
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [])
}

/**
 * New lines as they arrive, newest on top. Scrolling down, selecting text, opening a line, or the button pauses them.
 */
export const LiveLines = ({ filter, search, look }: LinesProps): JSX.Element => {
  const [isHeld, setHeld] = useState(false)
  const [isAtTop, setAtTop] = useState(true)
  const paused = isHeld || !isAtTop
  const tail = useTail(filter, { paused })
  const { lines } = tail
  useSelection(() => setHeld(true))
  const onPause = (next: boolean): void => {
    setHeld(next)
    if (next) return
    setAtTop(true)
    document.querySelector('.log-list')?.scrollTo({ top: 0 })
  }
  const open = (line: LogLine): void => {
    setHeld(true)
    look.onOpen(line)
  }
  return (
    <section class="card log-card live" aria-label="Live lines">
      <Head tail={tail} paused={paused} onPause={onPause} />
      {lines.length === 0 ? (
        <EmptyState title="No new lines yet" small>
          <p>
            {tail.state === 'reconnecting'
              ? 'The hub does not answer. The live tail continues when it is back.'
              : 'New lines that match the filters appear here within a second or two.'}
          </p>
        </EmptyState>
      ) : (
        <LogList
          key={search}
          lines={lines}
          look={{ ...look, onOpen: open }}
          onTop={setAtTop}
          foot={
            <div class="list-foot">
              <span>
                {formatThings(lines.length, 'line')}; the newest {formatWhole(ringSize)} are kept
              </span>
              <DownloadMenu name="lines" rows={() => lines.map(toFileRow)} address={tailAddress(filter)} streams />
            </div>
          }
        />
      )}
    </section>
  )
}
