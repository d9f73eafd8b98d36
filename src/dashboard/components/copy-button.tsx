import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

/** Copies a text, or the result of a function, and confirms it. */
export const CopyButton = ({
  text,
  label = 'Copy',
  icon = 'copy',
}: {
  text: string | (() => string)
  label?: string
  icon?: IconName
}): JSX.Element => {
  const [done, setDone] = useState(false)
  const copy = async (event: Event): Promise<void> => {
    event.stopPropagation()
    await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <button
      type="button"
      class="button quiet icon small"
      aria-label={done ? 'Copied' : label}
      title={label}
      onClick={copy}
    >
      <Icon name={done ? 'check' : icon} size={14} />
    </button>
  )
}
