import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Icon } from '../components/icon.tsx'
import { Popover } from '../components/popover.tsx'
import { formatCount } from '../format.ts'
import type { KnownKey } from '../search/completion.ts'
import { isStandard, ownColumns, resetColumns, toColumnName, toggleColumn } from './columns.ts'

type Choice = { readonly key: string; readonly note: string }

/** The chosen ones first, in their order; then what every line has, then attributes by how many lines have them. */
const toChoices = (columns: readonly string[], keys: readonly KnownKey[]): readonly Choice[] => {
  const attributes = keys.filter(({ optional, count }) => optional && count !== undefined)
  const counts = new Map(attributes.map(({ key, count = 0 }) => [key, count]))
  const ranked = attributes.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0)).map(({ key }) => key)
  return [...new Set([...columns, ...ownColumns, ...ranked])].map((key) => ({
    key,
    note: counts.has(key) ? `${formatCount(counts.get(key))} lines` : '',
  }))
}

const Choices = ({ columns, keys }: ColumnPickerProps): JSX.Element => {
  const [text, setText] = useState('')
  // In the order at opening: an option must not move when it is pressed.
  const [before] = useState(columns)
  const choices = useMemo(() => toChoices(before, keys), [before, keys])
  const shown = choices.filter(({ key }) => key.toLowerCase().includes(text.toLowerCase()))
  return (
    <>
      <div class="picker-search">
        <input
          class="field"
          aria-label="Find a column"
          placeholder="Type to find"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="options">
        {shown.map(({ key, note }) => (
          <label class="option" key={key}>
            <input type="checkbox" checked={columns.includes(key)} onChange={() => toggleColumn(key)} />
            <bdi class="text">{toColumnName(key)}</bdi>
            <span class="note numeric">{note}</span>
          </label>
        ))}
      </div>
      {shown.length === 0 && <p class="notice">No attribute has this name.</p>}
      {!isStandard(columns) && (
        <p class="picker-foot">
          <button type="button" class="button quiet small" onClick={resetColumns}>
            Reset columns
          </button>
        </p>
      )}
    </>
  )
}

type ColumnPickerProps = { readonly columns: readonly string[]; readonly keys: readonly KnownKey[] }

/** Choice of the columns beside time and message. */
export const ColumnPicker = (props: ColumnPickerProps): JSX.Element => (
  <Popover
    label="Columns"
    button={
      <>
        <Icon name="columns" />
        Columns
      </>
    }
  >
    {() => <Choices {...props} />}
  </Popover>
)
