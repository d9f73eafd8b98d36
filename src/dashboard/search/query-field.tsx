import type { JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { parseSearch } from '../../search/parse.ts'
import { Icon } from '../components/icon.tsx'
import { Popover } from '../components/popover.tsx'

type QueryFieldProps = {
  /** What is searched: `Search traces`. */
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onSearch: (query: string) => void
  /** Queries that show what the language can do, with what each finds. */
  readonly examples: readonly (readonly [query: string, finds: string])[]
}

const Examples = ({ examples, onPick }: { examples: QueryFieldProps['examples']; onPick: (query: string) => void }) => (
  <div class="query-help">
    <p>Words and terms beside each other must all hold. Press Enter to search.</p>
    <dl>
      {examples.map(([query, finds]) => (
        <div key={query}>
          <dt>
            <button type="button" class="button quiet small mono" onClick={() => onPick(query)}>
              {query}
            </button>
          </dt>
          <dd>{finds}</dd>
        </div>
      ))}
    </dl>
  </div>
)

/** Shows the query with the faulty part marked. */
const Fault = ({
  id,
  text,
  fault,
}: {
  id: string
  text: string
  fault: { message: string; at: number; length: number }
}) => (
  <p class="query-fault" id={id} role="alert">
    <code>
      {text.slice(0, fault.at)}
      <mark>{text.slice(fault.at, fault.at + fault.length) || ' '}</mark>
      {text.slice(fault.at + fault.length)}
    </code>
    <span>{fault.message}</span>
  </p>
)

/** A field for the search language: says what is wrong while one types, searches on Enter, and explains itself. */
export const QueryField = ({ label, placeholder, value, onSearch, examples }: QueryFieldProps): JSX.Element => {
  const [text, setText] = useState(value)
  const [tried, setTried] = useState(false)
  const id = useId()
  useEffect(() => {
    setText(value)
    setTried(false)
  }, [value])
  const parsed = parseSearch(text)
  const showFault = !parsed.ok && tried
  const submit = (event: Event): void => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok) onSearch(text.trim())
  }
  const pick = (query: string): void => {
    setText(query)
    onSearch(query)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element has no place in every browser we support.
    <form class="query" role="search" onSubmit={submit}>
      <Icon name="search" />
      <input
        class="field mono"
        data-search
        type="text"
        spellcheck={false}
        autocomplete="off"
        aria-label={label}
        aria-invalid={!parsed.ok}
        {...(showFault && { 'aria-describedby': id })}
        placeholder={placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      {text !== '' && (
        <button
          type="button"
          class="button quiet icon small clear"
          aria-label="Clear the search"
          onClick={() => pick('')}
        >
          <Icon name="close" size={14} />
        </button>
      )}
      <Popover label="How to search" buttonClass="button quiet icon small" button={<Icon name="help" />} toEnd>
        {(close) => (
          <Examples
            examples={examples}
            onPick={(query) => {
              pick(query)
              close()
            }}
          />
        )}
      </Popover>
      {showFault && <Fault id={id} text={text} fault={parsed.fault} />}
    </form>
  )
}
