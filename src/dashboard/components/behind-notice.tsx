import type { JSX } from 'preact'
import { behindMs, isHubAway } from '../api.ts'
import { formatDuration } from '../format.ts'
import { Icon } from './icon.tsx'

/** Rows wait for ten seconds or less as a rule; from here on something is wrong. */
const minMs = 20_000

/** Shows that answers lack the newest data: the store accepts no rows, or does not keep up. */
export const BehindNotice = (): JSX.Element | null => {
  if (isHubAway.value || behindMs.value < minMs) return null
  return (
    <div class="away" role="status">
      <Icon name="warning" />
      <p>
        <b>The newest data is missing:</b> the store is {formatDuration(behindMs.value)} behind. The hub keeps the rest
        on its disk until the store takes it.
      </p>
    </div>
  )
}
