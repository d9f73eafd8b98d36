import type { JSX } from 'preact'
import { formatClock, formatDay, formatUtc } from '../format.ts'
import { toMs } from '../nanoseconds.ts'
import { serviceColor } from '../search/service-color.ts'
import type { LogLine } from './line-drawer.tsx'

/** Heights of a row, pixels; on a narrow screen it has two lines. */
export const rowHeights = { wide: 26, narrow: 48 } as const

const mostHints = 4
const longestHint = 60

/** Colours of a terminal: ESC [ … m. */
const terminalColors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Characters of a text that a row shows, wrapped or not; the drawer has all of it. */
const longest = 2000

/** A few attributes beside the text, short ones only. */
const hintsOf = ({ attributes }: LogLine): string =>
  Object.entries(attributes)
    .map(([key, value]) => `${key}=${value.replaceAll('\n', ' ')}`)
    .filter((hint) => !hint.endsWith('=') && hint.length <= longestHint)
    .slice(0, mostHints)
    .join('  ')

const today = (): string => formatDay(Date.now())

type LogRowProps = {
  readonly line: LogLine
  readonly id: string
  readonly isSelected: boolean
  readonly onOpen: (line: LogLine) => void
  readonly top?: number
}

/** One log line in a list. */
export const LogRow = ({ line, id, isSelected, onOpen, top }: LogRowProps): JSX.Element => {
  const ms = toMs(line.ns)
  const day = formatDay(ms)
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
      onClick={() => onOpen(line)}
    >
      <time class="log-time" dateTime={new Date(ms).toISOString()} title={formatUtc(ms)}>
        {day !== today() && <span class="day">{day} </span>}
        {formatClock(ms, { millis: true })}
      </time>
      <span class={`level ${line.severity}`}>{line.severity}</span>
      <span class="log-service" title={line.service}>
        <span class="swatch" style={{ color: `var(${serviceColor(line.service)})` }} />
        <bdi>{line.service}</bdi>
      </span>
      <span class="log-body">
        <bdi>{line.body.slice(0, longest).replace(terminalColors, '') || line.eventName || '(empty)'}</bdi>{' '}
        <span class="log-hints">{hintsOf(line)}</span>
      </span>
    </div>
  )
}
