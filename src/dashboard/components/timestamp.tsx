import type { JSX } from 'preact'
import { formatClock, formatDay, formatOtherZone } from '../format.ts'

type TimestampProps = {
  readonly ms: number
  readonly millis?: boolean
}

/**
 * An instant in the zone of the page, the other zone on hover. In a table on a phone there is room for the clock, and
 * for the day when it is not today.
 */
export const Timestamp = ({ ms, millis = false }: TimestampProps): JSX.Element => {
  const day = formatDay(ms)
  const [clock, fraction] = formatClock(ms, { millis }).split('.')
  return (
    <time class="timestamp numeric" dateTime={new Date(ms).toISOString()} title={formatOtherZone(ms)}>
      <span class={day === formatDay(Date.now()) ? 'day today' : 'day'}>{day} </span>
      {clock}
      {fraction && <span class="fraction">.{fraction}</span>}
    </time>
  )
}
