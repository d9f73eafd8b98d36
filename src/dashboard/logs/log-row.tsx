import type { JSX } from 'preact'
import { formatClock, formatDay, formatUtc } from '../format.ts'
import { serviceColor } from '../search/service-color.ts'
import type { LogLine } from './line-drawer.tsx'

export const rowHeight = 26

const toMs = (ns: string): number => Number(BigInt(ns) / 1000n) / 1000

const mostHints = 4

/** A few attributes beside the text, short ones only. */
const hintsOf = ({ attributes }: LogLine): string =>
  Object.entries(attributes)
    .filter(([, value]) => value.length > 0 && value.length <= 40)
    .slice(0, mostHints)
    .map(([key, value]) => `${key}=${value}`)
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
        {line.service}
      </span>
      <span class="log-body">
        {line.body || line.eventName || '(empty)'} <span class="log-hints">{hintsOf(line)}</span>
      </span>
    </div>
  )
}
