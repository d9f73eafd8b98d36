import type { JSX } from 'preact'
import { param, setParams } from '../router.ts'

/** Whether values are drawn on a logarithmic axis: `scale=log` in the address. */
export const isLogScale = (): boolean => param('scale') === 'log'

/** Switches the axis between even and logarithmic steps. */
export const ScaleSwitch = ({ isSmall = false }: { isSmall?: boolean }): JSX.Element => (
  <button
    type="button"
    class={isSmall ? 'button small' : 'button'}
    aria-pressed={isLogScale()}
    title="Equal steps for equal factors: shows the median beside the tail"
    onClick={() => setParams({ scale: isLogScale() ? undefined : 'log' }, { replace: true })}
  >
    Log scale
  </button>
)
