import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { formatWhole } from '../format.ts'
import { ShownText } from './shown-text.tsx'

type LongTextProps = { readonly text: string; readonly limit?: number; readonly marks?: RegExp | undefined }

/** A text of which only the beginning is shown until it is expanded. */
export const LongText = ({ text, limit = 400, marks }: LongTextProps): JSX.Element => {
  const [all, setAll] = useState(false)
  if (text.length <= limit) return <ShownText text={text} marks={marks} />
  return (
    <>
      <ShownText text={all ? text : `${text.slice(0, limit)}…`} marks={marks} />{' '}
      <button type="button" class="button quiet small" onClick={() => setAll(!all)}>
        {all ? 'Less' : `All ${formatWhole(text.length)} characters`}
      </button>
    </>
  )
}
