import type { ComponentChildren, JSX } from 'preact'
import { ErrorState, Skeleton } from '../components/states.tsx'
import type { FileRow } from '../download/csv.ts'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatInstant, formatWhole } from '../format.ts'
import type { PagedName, Pages } from './use-pages.ts'

/** What is known of a list beside its rows. */
type Found = Omit<Pages<PagedName>, 'pages' | 'readAll'> & { readonly pages: readonly unknown[] }

type FoundCardProps = {
  readonly found: Found
  /** Rows that were found so far. */
  readonly count: number
  readonly name: string
  readonly label: string
  readonly skeletonRows: number
  /** Stands there when nothing was found. */
  readonly nothing: ComponentChildren
  readonly children: ComponentChildren
}

/** A list that is read page by page, or its loading, error or empty state. */
export const FoundCard = (props: FoundCardProps): JSX.Element => {
  const { found, count, name, label, skeletonRows, nothing, children } = props
  if (found.error || found.pages.length === 0 || (count === 0 && !found.hasMore))
    return (
      <section class="card">
        {found.error ? (
          <ErrorState error={found.error} retry={found.retry} />
        ) : found.pages.length === 0 ? (
          <Skeleton rows={skeletonRows} />
        ) : (
          nothing
        )}
      </section>
    )
  return (
    <section class={`card ${name}`} aria-label={label}>
      {children}
    </section>
  )
}

type FootProps = {
  readonly found: Found
  readonly count: number
  readonly one: string
  readonly many: string
  /** Rows of a file with all that is found, up to so many. */
  readonly rows: (max: number) => Promise<readonly FileRow[]>
}

/** A file has this many rows at most: more are a matter for the API, or for SQL. */
const maxFileRows = 10_000

/** How many rows there are, how far back the search has come, the way to older ones, and to a file of them. */
export const FoundFoot = ({ found, count, one, many, rows }: FootProps): JSX.Element => (
  <div class="list-foot">
    <span role="status">
      {formatWhole(count)} {count === 1 ? one : many} shown
      {found.hasMore && found.reachedMs !== undefined && `, searched back to ${formatInstant(found.reachedMs)}`}
    </span>
    <span class="end">
      <DownloadMenu
        name={many}
        rows={() => rows(maxFileRows)}
        address={found.address}
        {...(found.hasMore && { note: `Includes all results, up to ${formatWhole(maxFileRows)}` })}
      />
      {found.hasMore && (
        <button type="button" class="button small" disabled={found.loading} onClick={found.more}>
          {found.loading ? 'Searching…' : `Load older ${many}`}
        </button>
      )}
    </span>
  </div>
)
