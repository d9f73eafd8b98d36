import type { JSX } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { parseSearch } from '../../search-language/parse.ts'
import { Icon } from '../components/icon.tsx'
import { Popover } from '../components/popover.tsx'
import { openTraceId } from '../traces/trace-href.ts'
import type { KnownKey } from './completion.ts'
import { CompletionList, optionId } from './completion-list.tsx'
import { useCompletion } from './use-completion.ts'
import './query.css'

type QueryFieldProps = {
  /** What is searched: `Search traces`. */
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onSearch: (query: string) => void
  /** Queries that show what the language can do, with what each finds. */
  readonly examples: readonly (readonly [query: string, finds: string])[]
  /** What can be completed; should be one and the same while nothing new is known. */
  readonly keys: readonly KnownKey[]
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

/** Text of the field: the typed text, until the address changes. */
const useText = (
  value: string,
): [string, (text: string) => void, tried: boolean, setTried: (tried: boolean) => void] => {
  const [text, setText] = useState(value)
  const [tried, setTried] = useState(false)
  // Synchronously: an effect after the next key would remove what was typed meanwhile.
  useLayoutEffect(() => {
    setText(value)
    setTried(false)
  }, [value])
  return [text, setText, tried, setTried]
}

/**
 * A field for the search language: completes what one types, says what is wrong, searches on Enter, and explains
 * itself. A trace id alone opens its trace.
 */
export const QueryField = ({ label, placeholder, value, onSearch, examples, keys }: QueryFieldProps): JSX.Element => {
  const [text, setText, tried, setTried] = useText(value)
  const input = useRef<HTMLInputElement>(null)
  const completion = useCompletion({ input, text, onText: setText, keys })
  const id = useId()
  const parsed = parseSearch(text)
  const fault = !parsed.ok && tried ? parsed.fault : undefined
  const isOpen = completion.options.length > 0
  const search = (query: string): void => {
    completion.close()
    if (!openTraceId(query)) onSearch(query)
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok) search(text.trim())
  }
  const pick = (query: string): void => {
    setText(query)
    search(query)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    completion.onKeyDown(event)
    if (event.key === 'Escape' && !event.defaultPrevented) input.current?.blur()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element has no place in every browser we support.
    <form class="query" role="search" onSubmit={submit}>
      <Icon name="search" />
      <input
        class="field mono"
        ref={input}
        data-search
        type="text"
        role="combobox"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-label={label}
        aria-invalid={!parsed.ok}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        {...(isOpen && { 'aria-controls': `${id}-list` })}
        {...(completion.at >= 0 && { 'aria-activedescendant': optionId(`${id}-list`, completion.at) })}
        {...(fault && { 'aria-describedby': `${id}-fault` })}
        placeholder={placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          completion.onTyped()
        }}
        onKeyDown={onKeyDown}
        onBlur={completion.close}
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
      {fault && !isOpen && <Fault id={`${id}-fault`} text={text} fault={fault} />}
      <CompletionList id={`${id}-list`} state={completion} />
    </form>
  )
}
