import type { JSX } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'

export type PickerOption = { readonly value: string; readonly label: string; readonly note?: string }

type PickerProps = {
  /** What is chosen here: `Service`, `Group by`. */
  readonly label: string
  readonly value: string
  readonly options: readonly PickerOption[]
  readonly onPick: (value: string) => void
  /** Text when the value is none of the options. */
  readonly placeholder?: string
  readonly toEnd?: boolean
}

type ListProps = Pick<PickerProps, 'label' | 'value' | 'options' | 'onPick'> & { readonly close: () => void }

const move = (at: number, key: string, length: number): number | undefined => {
  if (key === 'ArrowDown') return Math.min(length - 1, at + 1)
  if (key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  return key === 'End' ? length - 1 : undefined
}

const PickerList = ({ label, value, options, onPick, close }: ListProps): JSX.Element => {
  const [text, setText] = useState('')
  const shown = options.filter((option) => option.label.toLowerCase().includes(text.toLowerCase()))
  const [at, setAt] = useState(
    Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  )
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  // An effect after the paint would be too late: what is typed right after the click belongs in this field.
  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), [])
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at])
  const pick = (option: PickerOption | undefined): void => {
    if (!option) return
    onPick(option.value)
    close()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = move(at, event.key, shown.length)
    if (next !== undefined) setAt(next)
    else if (event.key === 'Enter') pick(shown[at])
    else return
    event.preventDefault()
  }
  return (
    <>
      <div class="picker-search">
        <input
          class="field"
          ref={input}
          role="combobox"
          aria-label={`Find: ${label}`}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={shown[at] && `${id}-${at}`}
          placeholder="Type to find"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div class="options" id={id} role="listbox" aria-label={label} ref={list}>
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and handles the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            class={`option ${index === at ? 'active' : ''}`}
            aria-selected={option.value === value}
            onClick={() => pick(option)}
          >
            <span>{option.label}</span>
            {option.note && <span class="note numeric">{option.note}</span>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p class="notice">Nothing is called that.</p>}
    </>
  )
}

/** Choice of one from many: a button that shows the choice, and a list that narrows while one types. */
export const Picker = ({ label, value, options, onPick, placeholder, toEnd = false }: PickerProps): JSX.Element => {
  const current = options.find((option) => option.value === value)?.label ?? (value || placeholder || 'Any')
  const button = (
    <>
      <span class="name">{label}</span> <span class="value">{current}</span>
      <Icon name="down" size={14} />
    </>
  )
  return (
    <Popover label={`${label}: ${current}`} button={button} toEnd={toEnd}>
      {(close) => <PickerList label={label} value={value} options={options} onPick={onPick} close={close} />}
    </Popover>
  )
}
