import type { JSX } from 'preact'
import type { Trace } from '../trace/use-trace.ts'
import './waterfall-legend.css'

/** What the signs in the bars mean; those of which the trace has none are left out. */
export const WaterfallLegend = ({ trace }: { trace: Trace }): JSX.Element => {
  const events = trace.detail.spans.flatMap((span) => span.events)
  return (
    <ul class="wf-legend" aria-label="Legend">
      <li title="The trace ends earlier only if one of these parts gets faster">
        <i class="path" /> Critical path
      </li>
      <li title="The span ran, and no span below it: time in its own code, or in calls that are not traced">
        <i class="gap" /> No child span
      </li>
      {trace.errors > 0 && (
        <li>
          <i class="failed" /> Failed
        </li>
      )}
      {events.some(({ exception }) => exception) && (
        <li>
          <i class="diamond" /> Exception
        </li>
      )}
      {events.some(({ exception }) => !exception) && (
        <li>
          <i class="event" /> Event
        </li>
      )}
      {trace.logCount > 0 && (
        <li>
          <i class="log" /> Log line
        </li>
      )}
    </ul>
  )
}
