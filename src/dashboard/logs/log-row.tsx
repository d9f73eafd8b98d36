import type { JSX } from 'preact'
import { endsSelection } from '../components/drag.ts'
import { ShownText } from '../components/shown-text.tsx'
import { formatClock, formatDay, formatOtherZone } from '../format.ts'
import { toMs } from '../nanoseconds.ts'
import { serviceColor } from '../search/service-color.ts'
import { isAttribute, textIn, toColumnName } from './columns.ts'
import { exceptionText } from './exception-text.ts'
import type { LogLine } from './log-line.ts'

/** Heights of a row, pixels; on a narrow screen it has two lines. */
export const rowHeights = { wide: 26, narrow: 48 } as const

const maxHints = 4
const maxHintLength = 60

/** Colours of a terminal: ESC [ … m. */
const terminalColors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Characters of a text that a row shows, wrapped or not; the panel has all of it. */
const maxLength = 2000

/** How the rows of a list look. */
export type RowLook = {
  readonly columns: readonly string[]
  readonly isWrapped: boolean
  /** What is marked in the messages. */
  readonly marks: RegExp | undefined
  /** Not all lines are of today. */
  readonly hasDays: boolean
}

const toText = (text: string, isWrapped: boolean): string => {
  const plain = text.slice(0, maxLength).replace(terminalColors, '')
  return isWrapped ? plain : plain.replace(/\s*\n\s*/g, ' ↵ ')
}

/** A few attributes beside the text, short ones only, and none that is shown anyway. */
const hintsOf = ({ attributes }: LogLine, columns: readonly string[]): string =>
  Object.entries(attributes)
    .filter(([key, value]) => value !== '' && !key.startsWith('exception.') && !columns.includes(key))
    .map(([key, value]) => `${key}=${value.replaceAll('\n', ' ')}`)
    .filter((hint) => hint.length <= maxHintLength)
    .slice(0, maxHints)
    .join('  ')

const Message = ({ line, look }: { line: LogLine; look: RowLook }): JSX.Element => {
  const exception = exceptionText(line)
  const text = toText(line.body, look.isWrapped) || (exception ? '' : line.eventName || '(empty)')
  return (
    <span class="log-body">
      {text && <ShownText text={text} marks={look.marks} />}
      {exception && (
        <span class="log-exception">
          {text && ' '}
          <ShownText text={toText(exception, look.isWrapped)} marks={look.marks} />
        </span>
      )}{' '}
      <span class="log-hints">
        <ShownText text={hintsOf(line, look.columns)} />
      </span>
    </span>
  )
}

const Cell = ({ line, column }: { line: LogLine; column: string }): JSX.Element => {
  const value = textIn(line, column)
  if (column === 'level') return <span class={`level ${value}`}>{value}</span>
  return (
    <span class="log-cell" title={value}>
      {column === 'service' && <span class="swatch" style={{ color: `var(${serviceColor(value)})` }} />}
      {isAttribute(column) && <span class="name">{toColumnName(column)} </span>}
      <ShownText text={value.slice(0, maxLength).replaceAll('\n', ' ')} />
    </span>
  )
}

type LogRowProps = {
  readonly line: LogLine
  readonly id: string
  readonly look: RowLook
  readonly isSelected: boolean
  readonly onOpen: (line: LogLine) => void
  readonly top?: number
}

/** One log line in a list. */
export const LogRow = ({ line, id, look, isSelected, onOpen, top }: LogRowProps): JSX.Element => {
  const ms = toMs(line.ns)
  return (
    // The list has the focus and handles the keys.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
    <div
      id={id}
      role="option"
      class={`log-row ${line.severity} ${isSelected ? 'selected' : ''}`}
      aria-selected={isSelected}
      {...(top !== undefined && { style: { transform: `translateY(${top}px)` } })}
      onClick={(event) => endsSelection(event) || onOpen(line)}
    >
      <span class="log-facts">
        <time class="log-time" dateTime={new Date(ms).toISOString()} title={formatOtherZone(ms)}>
          {look.hasDays && `${formatDay(ms)} `}
          {formatClock(ms, { millis: true })}
        </time>
        {look.columns.map((column) => (
          <Cell key={column} line={line} column={column} />
        ))}
      </span>
      <Message line={line} look={look} />
    </div>
  )
}
