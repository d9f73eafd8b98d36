import type { JSX } from 'preact'
import { Icon } from './icon.tsx'

/** One filter that is on. */
export type Chip = { readonly key: string; readonly label: string; readonly onRemove: () => void }

/** Filters that are on, each with a button that takes it off. */
export const Chips = ({ chips }: { chips: readonly Chip[] }): JSX.Element | null => {
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label="Filters">
      {chips.map(({ key, label, onRemove }) => (
        <li class="chip" key={key}>
          {label}
          <button type="button" aria-label={`Remove ${label}`} onClick={onRemove}>
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  )
}
