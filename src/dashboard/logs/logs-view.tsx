import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { Topbar } from '../components/topbar.tsx'
import { useKeys } from '../keys.ts'
import { param, setParams } from '../router.ts'
import { useKnownKeys } from '../search/known-keys.ts'
import { toMarkPattern } from '../search/marks.ts'
import { QueryField } from '../search/query-field.tsx'
import { range, toSearchKey } from '../time-range.ts'
import { readColumns } from './columns.ts'
import { FoundLines } from './found-lines.tsx'
import { LinePanel } from './line-panel.tsx'
import { LiveLines } from './live-lines.tsx'
import { LogBars } from './log-bars.tsx'
import { LogFacets, useLogFacets } from './log-facets.tsx'
import { readLogFilter } from './log-filter.ts'
import { toLogKeys } from './log-keys.ts'
import { isLive, isWrapped, LogModes, toggleLive, toggleWrap } from './log-modes.tsx'
import { useOpenLine } from './use-open-line.ts'
import '../search/results.css'
import './severity.css'
import './logs.css'
import './log-list.css'

const examples = [
  ['timeout', 'the whole word, in any case'],
  ['time*', 'whatever looks like it, inside words too'],
  ['"card declined"', 'the words side by side'],
  ['level:>=warn', 'warnings and worse'],
  ['order.id:1042', 'an attribute of the line or its resource'],
  ['order.total:>100', 'a number in an attribute'],
  ['"card type":gold', 'an attribute whose name has spaces or signs'],
  ['declined -service:shop', 'one, but not the other'],
  ['(cache OR queue) level:error', 'either word, in errors'],
] as const

/** Log lines: search, histogram, live tail. */
export const LogsView = (): JSX.Element => {
  const filter = useMemo(readLogFilter, [location.search, range.value])
  useKeys({ l: toggleLive, w: toggleWrap })
  const facets = useLogFacets(filter)
  const keys = useKnownKeys(useMemo(() => toLogKeys(facets.data), [facets.data]))
  const search = toSearchKey(['q', 'service', 'severity', 'trace', 'span', 'live'])
  const line = useOpenLine()
  const columns = useMemo(readColumns, [param('columns')])
  const marks = useMemo(() => toMarkPattern(param('q')), [param('q')])
  const look = { columns, isWrapped: isWrapped(), marks, opened: line.ref, onOpen: line.open }
  const shown = { filter, search, look }
  return (
    <div class="logs-page">
      <Topbar title="Logs">
        <QueryField
          label="Search logs"
          placeholder="Search the logs: words, key:value, level:>=warn"
          value={param('q')}
          onSearch={(q) => setParams({ q })}
          examples={examples}
          keys={keys}
        />
      </Topbar>
      <div class={line.ref ? 'logs-body with-panel' : 'logs-body'}>
        <div class="page with-facets">
          <LogFacets found={facets} />
          <div class="results">
            <LogModes columns={columns} keys={keys} />
            {isLive() ? (
              <LiveLines {...shown} />
            ) : (
              <>
                <LogBars filter={filter} />
                <FoundLines {...shown} />
              </>
            )}
          </div>
        </div>
        {line.ref && <LinePanel line={line.ref} listed={line.listed} marks={marks} onClose={line.close} />}
      </div>
    </div>
  )
}
