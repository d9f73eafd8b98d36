import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { formatWhole } from '../format.ts'

/** A text of which only the beginning is shown until one asks for all of it. */
export const LongText = ({ text, limit = 400 }: { text: string; limit?: number }): JSX.Element => {
  const [all, setAll] = useState(false)
  if (text.length <= limit) return <>{text}</>
  return (
    <>
      {all ? text : `${text.slice(0, limit)}…`}{' '}
      <button type="button" class="button quiet small" onClick={() => setAll(!all)}>
        {all ? 'Less' : `All ${formatWhole(text.length)} characters`}
      </button>
    </>
  )
}
