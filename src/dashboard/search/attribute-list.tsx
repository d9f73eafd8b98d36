import type { JSX } from 'preact'
import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { LongText } from '../components/long-text.tsx'
import './disclosure.css'
import './attributes.css'

type AttributeListProps = {
  readonly title: string
  readonly attributes: Readonly<Record<string, string>>
  /** Narrows the search down to, or away from, a value. */
  readonly onFilter?: (key: string, value: string, options: { exclude: boolean }) => void
  readonly open?: boolean
}

/** Names and values, each with what can be done with it: filter by it, filter it out, copy it. */
export const AttributeList = ({ title, attributes, onFilter, open = true }: AttributeListProps): JSX.Element | null => {
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
            <dt>{key}</dt>
            <dd>
              <span class="value mono">
                <LongText text={value} />
              </span>
              <span class="acts">
                {onFilter && (
                  <>
                    <button
                      type="button"
                      class="button quiet icon small"
                      aria-label={`Only ${key} ${value.slice(0, 80)}`}
                      title="Filter by this value"
                      onClick={() => onFilter(key, value, { exclude: false })}
                    >
                      <Icon name="search" size={14} />
                    </button>
                    <button
                      type="button"
                      class="button quiet icon small"
                      aria-label={`Without ${key} ${value.slice(0, 80)}`}
                      title="Filter this value out"
                      onClick={() => onFilter(key, value, { exclude: true })}
                    >
                      <Icon name="minus" size={14} />
                    </button>
                  </>
                )}
                <CopyButton text={value} label={`Copy ${key}`} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
