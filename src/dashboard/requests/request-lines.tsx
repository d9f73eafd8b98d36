import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ParamsOf } from '../api.ts'
import { readEarlier } from '../compare.ts'
import { DataTable, type SortState, sortRows, type TableColumn } from '../components/data-table.tsx'
import { CutNotice, ErrorState, Skeleton } from '../components/states.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatCount } from '../format.ts'
import type { ParamName } from '../params.ts'
import { href, param, setParams } from '../router.ts'
import { toFileRows } from './request-file-row.ts'
import { type EarlierLines, lineKey, type RequestLine, type RequestTable, toMeasures } from './request-measures.tsx'
import { useEarlierLines, useLines } from './use-lines.ts'

/** Lines that are shown at first: the rest is a press away. */
const firstLines = 20

const readSort = (name: ParamName): SortState => {
  const text = param(name) || '-impact'
  return { key: text.replace(/^-/, ''), down: text.startsWith('-') }
}

/** The lines that have every word of the filter. */
const findLines = (table: RequestTable, find: string): RequestTable => {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  const hasAll = (text: string): boolean => words.every((word) => text.includes(word))
  return { ...table, lines: table.lines.filter((line) => hasAll(lineKey(line).toLowerCase())) }
}

type LinesProps = {
  readonly title: string
  readonly note: string
  readonly filter: ParamsOf<'request-table'>
  /** Columns that identify a line. */
  readonly heads: readonly TableColumn<RequestLine>[]
  readonly lineHref: (line: RequestLine) => string
  /** Parameters of the address for the order and the filter. */
  readonly sortParam: ParamName
  readonly findParam: ParamName
  /** `/` goes to the filter, and `j`, `k` and Enter move in the table. */
  readonly keys?: boolean
}

const FilterField = ({ title, findParam, keys = false }: LinesProps): JSX.Element => (
  <input
    class="field"
    type="search"
    {...(keys && { 'data-search': true })}
    aria-label={`Filter ${title.toLowerCase()}`}
    placeholder={`Filter ${title.toLowerCase()}`}
    value={param(findParam)}
    onInput={(event) => setParams({ [findParam]: event.currentTarget.value }, { replace: true })}
  />
)

type FoundProps = LinesProps & {
  readonly data: RequestTable
  readonly found: RequestTable
  readonly earlier: EarlierLines | undefined
}

const FoundLines = ({ data, found, earlier, ...props }: FoundProps): JSX.Element => {
  const { title, heads, lineHref, sortParam, keys = false } = props
  const [isAll, setAll] = useState(false)
  const sort = readSort(sortParam)
  const columns = [...heads, ...toMeasures(found, earlier)]
  const sorted = sortRows(found.lines, columns, sort)
  const shown = isAll ? sorted : sorted.slice(0, firstLines)
  if (found.lines.length === 0) return <p class="notice">No {title.toLowerCase()} match this filter.</p>
  return (
    <>
      <DataTable
        label={title}
        columns={columns}
        rows={shown}
        rowKey={lineKey}
        rowHref={lineHref}
        sort={sort}
        onSort={({ key, down }) => setParams({ [sortParam]: `${down ? '-' : ''}${key}` }, { replace: true })}
        keys={keys}
      />
      {sorted.length > firstLines && (
        <p class="notice">
          <button type="button" class="button small" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
            {isAll ? `Show the first ${firstLines}` : `Show all ${sorted.length}`}
          </button>
        </p>
      )}
      {data.total > data.lines.length && (
        <CutNotice>
          These are the {data.lines.length} with the highest impact of {formatCount(data.total)}. Filter to find others.
        </CutNotice>
      )}
    </>
  )
}

/** Services or routes side by side. */
export const RequestLines = (props: LinesProps): JSX.Element => {
  const { title, note, filter, findParam, keys } = props
  const find = param(findParam)
  const { data, error, isStale, retry, address } = useLines(filter, find)
  const earlier = useEarlierLines(filter, readEarlier())
  const found = data && findLines(data, find)
  const hasFilter = keys || find !== '' || (data?.total ?? 0) > firstLines
  return (
    <section class={`card ${isStale ? 'stale' : ''}`} aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="note">{note}</span>
        <span class="end">
          {hasFilter && <FilterField {...props} />}
          {found && (
            <DownloadMenu name={title.toLowerCase()} rows={() => toFileRows(found, filter.by)} address={address} />
          )}
        </span>
      </div>
      {error && <ErrorState error={error} retry={retry} />}
      {!data && !error && <Skeleton />}
      {data && found && <FoundLines {...props} data={data} found={found} earlier={earlier} />}
    </section>
  )
}

/**
 * Traces behind a line: by its method and route, whatever their spans are called. What is not HTTP has the span's name
 * as its route.
 */
export const tracesHref = ({ service, method, route }: RequestLine): string =>
  href('traces', { service, ...(method ? { method, route: route || '-' } : { route }) })
