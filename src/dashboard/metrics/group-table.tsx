import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { Change } from '../components/change.tsx'
import type { ChartSeries } from '../components/chart-options.ts'
import { DataTable, type SortState, type TableColumn } from '../components/data-table.tsx'
import { Timestamp } from '../components/timestamp.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import { traceHref } from '../traces/trace-href.ts'
import { toExemplarRows } from './metric-file-rows.ts'

type Format = (value: number | null | undefined) => string
type Group = {
  readonly name: string
  readonly color: string
  readonly last: number | null
  readonly mean: number | null
  readonly top: number | null
  /** Mean of the earlier time. */
  readonly before: number | null
  readonly format: Format
}

const toMean = (values: readonly (number | null)[]): number | null => {
  const numbers = values.filter((value) => value !== null)
  return numbers.length > 0 ? numbers.reduce((all, value) => all + value, 0) / numbers.length : null
}

const toGroup = (
  { name, color, values, format }: ChartSeries,
  ofChart: Format,
  earlier: ChartSeries | undefined,
): Group => {
  const numbers = values.filter((value) => value !== null)
  return {
    name,
    color,
    last: numbers.at(-1) ?? null,
    mean: toMean(values),
    top: numbers.length > 0 ? numbers.reduce((highest, value) => Math.max(highest, value)) : null,
    before: toMean(earlier?.values ?? []),
    format: format ?? ofChart,
  }
}

/** How the means have changed; a mean of nothing has not. */
const changeSince = (time: string): TableColumn<Group> => ({
  key: 'change',
  head: 'Change',
  title: `Change of the mean since the ${time}`,
  right: true,
  by: ({ mean, before }) => (mean !== null && before ? mean / before : 0),
  cell: ({ mean, before, format }) => <Change now={mean} before={before} format={format} than={time} />,
})

const measure = (key: 'last' | 'mean' | 'top', head: string): TableColumn<Group> => ({
  key,
  head,
  right: true,
  by: (group) => group[key] ?? 0,
  cell: (group) => group.format(group[key]),
})

const ExemplarList = ({
  exemplars,
  format,
  address,
}: {
  exemplars: AnswerOf<'metric-series'>['exemplars']
  format: Format
  address: string
}): JSX.Element => (
  <details class="exemplars">
    <summary>Highest measured requests</summary>
    <DownloadMenu name="exemplars" rows={() => toExemplarRows(exemplars)} address={address} />
    <ul>
      {exemplars.slice(0, 10).map(({ t, value, traceId, spanId }) => (
        <li key={traceId}>
          <Timestamp ms={t * 1000} />
          <b class="numeric">{format(value)}</b>
          <a class="mono" href={traceHref(traceId, spanId)}>
            {traceId.slice(0, 16)}…
          </a>
        </li>
      ))}
    </ul>
  </details>
)

type GroupTableProps = {
  readonly series: readonly ChartSeries[]
  readonly format: Format
  readonly groupBy: string
  /** Lines of an earlier time by the names of theirs. */
  readonly earlier: { readonly name: string; readonly lines: ReadonlyMap<string, ChartSeries> } | undefined
  readonly exemplars: AnswerOf<'metric-series'>['exemplars']
  /** Call of the API behind the numbers. */
  readonly address: string
  /** Lines that are not drawn. */
  readonly hidden: ReadonlySet<string>
  readonly onToggle: (name: string) => void
}

/** The lines of the chart in numbers, and its exemplars as a list, for keyboards and screen readers. */
export const GroupTable = (props: GroupTableProps): JSX.Element => {
  const { series, format, groupBy, earlier, exemplars, address, hidden, onToggle } = props
  const [sort, setSort] = useState<SortState>({ key: 'top', down: true })
  const columns: readonly TableColumn<Group>[] = [
    {
      key: 'name',
      head: groupBy || 'Series',
      wide: true,
      by: ({ name }) => name,
      cell: ({ name, color }) => (
        <button
          type="button"
          class="group-name"
          aria-pressed={!hidden.has(name)}
          title={`${name}: show or hide this line`}
          onClick={() => onToggle(name)}
        >
          <span class="swatch" style={{ color: `var(${color})` }} />
          {name}
        </button>
      ),
    },
    measure('last', 'Last'),
    measure('mean', 'Mean'),
    ...(earlier ? [changeSince(earlier.name)] : []),
    { ...measure('top', 'Highest'), ...(earlier && { less: 2 as const }) },
  ]
  return (
    <>
      <DataTable
        label="Values"
        columns={columns}
        rows={series.map((each) => toGroup(each, format, earlier?.lines.get(each.name)))}
        rowKey={({ name }) => name}
        sort={sort}
        onSort={setSort}
      />
      {exemplars.length > 0 && <ExemplarList exemplars={exemplars} format={format} address={address} />}
    </>
  )
}
