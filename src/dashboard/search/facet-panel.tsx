import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../components/icon.tsx'
import type { FileRow } from '../download/csv.ts'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatCount } from '../format.ts'
import './disclosure.css'
import './facets.css'

export type FacetItem = { readonly value: string; readonly count: number; readonly color?: string }

export type Facet = {
  readonly key: string
  readonly title: string
  readonly items: readonly FacetItem[]
  /** Values that are chosen now. */
  readonly chosen: readonly string[]
  readonly onToggle: (value: string) => void
  readonly onExclude?: (value: string) => void
  readonly open?: boolean
  /** Counted in the newest records only; there are more. */
  readonly isSampled?: boolean
}

const fewItems = 6

type FacetRowProps = { facet: Facet; item: FacetItem; most: number; isPartial: boolean }

const FacetRow = ({ facet, item, most, isPartial }: FacetRowProps): JSX.Element => {
  const isChosen = facet.chosen.includes(item.value)
  return (
    <li class={isChosen ? 'chosen' : ''}>
      <button
        type="button"
        class="facet-value"
        aria-pressed={isChosen}
        title={item.value}
        onClick={() => facet.onToggle(item.value)}
      >
        <span class="fill" style={{ width: `${Math.max(1, (item.count / most) * 100)}%` }} />
        {item.color && <span class="swatch" style={{ color: `var(${item.color})` }} />}
        <span class="text">{item.value || '(empty)'}</span>
        <span class="count numeric">
          {formatCount(item.count)}
          {isPartial && '+'}
        </span>
      </button>
      {facet.onExclude && !isChosen && (
        <button
          type="button"
          class="facet-exclude"
          aria-label={`Exclude ${facet.title} ${item.value}`}
          title="Exclude"
          onClick={() => facet.onExclude?.(item.value)}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </li>
  )
}

const FacetGroup = ({ facet, isPartial }: { facet: Facet; isPartial: boolean }): JSX.Element => {
  const [all, setAll] = useState(false)
  const shown = all ? facet.items : facet.items.slice(0, fewItems)
  const most = Math.max(1, ...facet.items.map(({ count }) => count))
  const rest = facet.items.length - fewItems
  return (
    <details class="facet" open={facet.open || facet.chosen.length > 0}>
      <summary title={facet.title}>
        <Icon name="down" size={12} />
        <span class="text">{facet.title}</span>
      </summary>
      <ul>
        {shown.map((item) => (
          <FacetRow
            key={item.value}
            facet={facet}
            item={item}
            most={most}
            isPartial={isPartial || facet.isSampled === true}
          />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" class="button quiet small" onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${rest} more`}
        </button>
      )}
    </details>
  )
}

type FacetPanelProps = {
  readonly facets: readonly Facet[]
  readonly note?: string | undefined
  /** Not all of the range was counted yet. */
  readonly isPartial?: boolean
  /** Call of the API behind, which makes the facets a download. */
  readonly address?: string
}

const toRows = (facets: readonly Facet[]): readonly FileRow[] =>
  facets.flatMap(({ title, items }) => items.map(({ value, count }) => ({ facet: title, value, count })))

/** What the results can be narrowed down by, with counts; folded away on a narrow screen. */
export const FacetPanel = ({ facets, note, isPartial = false, address }: FacetPanelProps): JSX.Element => {
  const [open, setOpen] = useState(false)
  const shown = facets.filter(({ items }) => items.length > 0)
  const isPlus = isPartial || shown.some(({ isSampled }) => isSampled)
  return (
    <section class={`facets ${open ? 'open' : ''}`} aria-label="Filters">
      <button type="button" class="button facets-switch" aria-expanded={open} onClick={() => setOpen(!open)}>
        Filters
        <Icon name={open ? 'up' : 'down'} size={14} />
      </button>
      <div class="facet-groups">
        {address && shown.length > 0 && (
          <div class="facets-download">
            <DownloadMenu
              name="filters"
              rows={() => toRows(shown)}
              address={address}
              {...(isPlus && { note: 'Counts are not complete.' })}
            />
          </div>
        )}
        {shown.map((facet) => (
          <FacetGroup key={facet.key} facet={facet} isPartial={isPartial} />
        ))}
        {note && shown.length > 0 && (
          <p class="facet-note">
            {isPartial && 'Older records are still being counted. '}
            {note} {isPlus && 'A + means that there may be more.'}
          </p>
        )}
      </div>
    </section>
  )
}
