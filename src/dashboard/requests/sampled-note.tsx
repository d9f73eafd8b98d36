import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { formatShare } from '../format.ts'

/** A share so near to one that it would read as all of them. */
const nearlyAll = 0.999

/** Says that the figures are estimates, where fewer requests were recorded than were served. */
export const SampledNote = ({ totals }: { totals: AnswerOf<'request-series'>['totals'] }): JSX.Element | null => {
  const { count, recorded } = totals
  if (recorded >= count) return null
  return (
    <p
      class="sampled"
      title="Traces are sampled: each request that was recorded counts for those like it that were not."
    >
      Estimated from {formatShare(Math.min(recorded / count, nearlyAll))} of requests
    </p>
  )
}
