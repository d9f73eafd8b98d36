import type { JSX } from 'preact'
import { formatCode, nameSign, splitSigns } from '../hidden-signs.ts'
import { toTextParts } from '../search/marks.ts'
import './shown-text.css'

const Signs = ({ text }: { text: string }): JSX.Element => {
  const parts = splitSigns(text)
  if (parts.length === 1) return <>{text}</>
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <span key={index} class="hidden-sign" title={`Hidden character ${formatCode(part)}`}>
            {nameSign(part)}
          </span>
        ),
      )}
    </>
  )
}

type ShownTextProps = {
  readonly text: string
  /** What is marked in it. */
  readonly marks?: RegExp | undefined
}

/**
 * A text from telemetry: its direction is isolated, invisible and bidirectional characters are shown by name, and
 * search matches are marked.
 */
export const ShownText = ({ text, marks }: ShownTextProps): JSX.Element => (
  <bdi>
    {toTextParts(text, marks).map((part, index) =>
      part.isMarked ? (
        <mark key={index}>
          <Signs text={part.text} />
        </mark>
      ) : (
        <Signs key={index} text={part.text} />
      ),
    )}
  </bdi>
)
