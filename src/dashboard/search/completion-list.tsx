import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { formatCount } from '../format.ts'
import type { CompletionState } from './use-completion.ts'
import './completion-list.css'

/** Id of an option, for the field to name the one that is chosen. */
export const optionId = (id: string, index: number): string => `${id}-${index}`

/** What may be typed next, below the field. The field keeps the focus. */
export const CompletionList = ({ id, state }: { id: string; state: CompletionState }): JSX.Element | null => {
  const { options, at, accept } = state
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at])
  if (options.length === 0) return null
  return (
    <div class="completion">
      <div class="options" id={id} role="listbox" aria-label="Completions" ref={list}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and handles the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
          <div
            key={option.label}
            id={optionId(id, index)}
            role="option"
            class={`option ${index === at ? 'active' : ''}`}
            aria-selected={index === at}
            // The field would lose the focus before the press is done.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => accept(option)}
          >
            <span class="mono text">{option.label}</span>
            {option.note && <span class="note">{option.note}</span>}
            {option.count !== undefined && <span class="note numeric">{formatCount(option.count)}</span>}
          </div>
        ))}
      </div>
      <p class="completion-keys" aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> choose <kbd>Tab</kbd> take <kbd>Enter</kbd> search
      </p>
    </div>
  )
}
