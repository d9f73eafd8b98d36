import type { JSX } from 'preact'
import { formatInstant, formatOtherZone } from '../format.ts'

/** An instant in the zone of this browser; UTC on hover. */
export const Timestamp = ({ ms, millis = false }: { ms: number; millis?: boolean }): JSX.Element => (
  <time class="numeric" dateTime={new Date(ms).toISOString()} title={formatOtherZone(ms)}>
    {formatInstant(ms, { millis })}
  </time>
)
