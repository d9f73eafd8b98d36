import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { CopyButton } from './copy-button.tsx'
import './json-view.css'

/** A value as JSON, to look at and to copy; folded away at first, and only then made: it can be a megabyte. */
export const JsonView = ({ value }: { value: unknown }): JSX.Element => {
  const [open, setOpen] = useState(false)
  return (
    <section class="json-view">
      <button type="button" class="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the JSON' : 'Show as JSON'}
      </button>
      <CopyButton text={() => JSON.stringify(value, null, 2)} label="Copy as JSON" />
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <pre class="mono" tabIndex={0}>
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
    </section>
  )
}
