import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { EmptyState } from '../components/states.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatThings, formatWhole } from '../format.ts'
import type { LinesProps } from './found-lines.tsx'
import { toFileRow } from './log-file-row.ts'
import type { LogLine } from './log-line.ts'
import { LogList } from './log-list.tsx'
import { ringSize, type TailState, tailAddress, useTail } from './use-tail.ts'

const says: Readonly<Record<TailState, string>> = {
  off: '',
  connecting: 'Connecting…',
  live: 'Following new lines',
  lost: 'The connection is lost; trying again…',
  refused: 'The hub does not follow this search: mend the query, or turn Live off to see what is wrong',
}

/** New lines as they come, newest on top. Scrolling down, or the button, holds them back. */
export const LiveLines = ({ filter, search, look }: LinesProps): JSX.Element => {
  const [isHeld, setHeld] = useState(false)
  const [isAtTop, setAtTop] = useState(true)
  const paused = isHeld || !isAtTop
  const { lines, state, waiting, skipped } = useTail(filter, { on: true, paused })
  const resume = (): void => {
    setHeld(false)
    setAtTop(true)
    document.querySelector('.log-list')?.scrollTo({ top: 0 })
  }
  const open = (line: LogLine): void => {
    setHeld(true)
    look.onOpen(line)
  }
  return (
    <section class="card log-card live" aria-label="Live lines">
      <p class="live-head" role="status">
        <span class={`live-dot ${paused ? 'held' : state}`} />
        <span>
          {paused ? 'Held back while you read' : says[state]}
          {skipped > 0 && ` · ${formatThings(skipped, 'line')} came too fast to show`}
        </span>
        {paused ? (
          <button type="button" class="button small main-action" onClick={resume}>
            {waiting > 0 ? `Show ${formatThings(waiting, 'new line')}` : 'Go on'}
          </button>
        ) : (
          <button type="button" class="button small" onClick={() => setHeld(true)}>
            Hold
          </button>
        )}
      </p>
      {lines.length === 0 ? (
        <EmptyState title="Waiting for lines" small>
          <p>New lines that meet the filters show up here within a second or two.</p>
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
                {formatThings(lines.length, 'line')}, the newest {formatWhole(ringSize)} are kept
              </span>
              <DownloadMenu name="lines" rows={() => lines.map(toFileRow)} address={tailAddress(filter)} streams />
            </div>
          }
        />
      )}
    </section>
  )
}
