import type { JSX } from 'preact'
import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { LongText } from '../components/long-text.tsx'
import { ShownText } from '../components/shown-text.tsx'
import './disclosure.css'
import './attributes.css'

type AttributeListProps = {
  readonly title: string
  readonly attributes: Readonly<Record<string, string>>
  /** Narrows the search down to, or away from, a value. */
  readonly onFilter?: (key: string, value: string, options: { exclude: boolean }) => void
  /** Columns of the list beside, where attributes can be shown in it. */
  readonly columns?: { readonly has: (key: string) => boolean; readonly onToggle: (key: string) => void }
  readonly open?: boolean
}

type ActsProps = Pick<AttributeListProps, 'onFilter' | 'columns'> & { readonly name: string; readonly value: string }

const Acts = ({ name, value, onFilter, columns }: ActsProps): JSX.Element => (
  <span class="acts">
    {onFilter && (
      <>
        <button
          type="button"
          class="button quiet icon small"
          aria-label={`Only ${name} ${value.slice(0, 80)}`}
          title="Filter by this value"
          onClick={() => onFilter(name, value, { exclude: false })}
        >
          <Icon name="search" size={14} />
        </button>
        <button
          type="button"
          class="button quiet icon small"
          aria-label={`Without ${name} ${value.slice(0, 80)}`}
          title="Filter this value out"
          onClick={() => onFilter(name, value, { exclude: true })}
        >
          <Icon name="minus" size={14} />
        </button>
      </>
    )}
    {columns && (
      <button
        type="button"
        class="button quiet icon small"
        aria-label={`Column ${name}`}
        aria-pressed={columns.has(name)}
        title={columns.has(name) ? 'Remove the column' : 'Show as a column'}
        onClick={() => columns.onToggle(name)}
      >
        <Icon name="columns" size={14} />
      </button>
    )}
    <CopyButton text={value} label={`Copy ${name}`} />
  </span>
)

/** Names and values, each with what can be done with it: filter by it, filter it out, make it a column, copy it. */
export const AttributeList = (props: AttributeListProps): JSX.Element | null => {
  const { title, attributes, open = true, ...acts } = props
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return null
  return (
    <details class="attributes" open={open}>
      <summary>
        <Icon name="down" size={12} />
        {title} <span class="faint">{entries.length}</span>
      </summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>
              <ShownText text={key} />
            </dt>
            <dd>
              <span class="value mono">
                <LongText text={value} />
              </span>
              <Acts name={key} value={value} {...acts} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
