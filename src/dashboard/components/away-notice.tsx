import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { isHubAway, lookForHub } from '../api.ts'
import { Icon } from './icon.tsx'

/** Seconds between looks for the hub. */
const lookSeconds = 3

/** Shows that the hub is unavailable, polls it, and disappears when it is back. */
export const AwayNotice = (): JSX.Element | null => {
  const isAway = isHubAway.value
  useEffect(() => {
    if (!isAway) return
    const timer = setInterval(lookForHub, lookSeconds * 1000)
    return () => clearInterval(timer)
  }, [isAway])
  if (!isAway) return null
  return (
    <div class="away" role="alert">
      <Icon name="warning" />
      <p>
        <b>The hub does not answer.</b> Check that it runs (<code>plainsight up</code>). The page goes on by itself when
        it is back.
      </p>
      <button type="button" class="button" onClick={() => void lookForHub()}>
        Try again
      </button>
    </div>
  )
}
