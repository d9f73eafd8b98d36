import type { JSX } from 'preact'
import { formatChange } from '../format.ts'

type ChangeProps = {
  readonly now: number | null | undefined
  readonly before: number | null | undefined
  /** How the value is written, for the title. */
  readonly format: (value: number | null | undefined) => string
  /** Name of the earlier time. */
  readonly than: string
  /** An increase is neither good nor bad by default. */
  readonly more?: 'bad' | 'plain'
}

/** Less than this is noise. */
const noise = 0.05

/** A value that was 0 has grown without limit. */
const toShareOfChange = (now: number, before: number): number => (now === before ? 0 : now / before - 1)

/** How a value has changed since an earlier time. */
export const Change = ({ now, before, format, than, more = 'plain' }: ChangeProps): JSX.Element => {
  const by = toShareOfChange(now ?? 0, before ?? 0)
  const tone = more === 'plain' || Math.abs(by) < noise ? '' : by > 0 ? 'bad' : 'good'
  return (
    <span class={`change numeric ${tone}`} title={`${format(before)} in the ${than}`}>
      {formatChange(now, before)}
    </span>
  )
}
