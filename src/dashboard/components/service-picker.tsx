import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { formatThings } from '../format.ts'
import { param, setParams } from '../router.ts'
import { range, type TimeRange } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { Picker } from './picker.tsx'

const minuteMs = 60_000

/**
 * The same for a minute, so that a page that refreshes every few seconds does not query the services as often.
 */
const toMinutes = ({ from, to }: TimeRange): TimeRange => ({
  from: Math.floor(from / minuteMs) * minuteMs,
  to: Math.ceil(to / minuteMs) * minuteMs,
})

/** Choice of the service that the view is about; in the address as `service`, empty for all. */
export const ServicePicker = (): JSX.Element => {
  const hasSome = useRef(false)
  const { data } = useAnswer('services', hasSome.current ? toMinutes(range.value) : range.value)
  hasSome.current = (data?.services.length ?? 0) > 0
  const known = (data?.services ?? []).map(({ name, requests }) => ({
    value: name,
    label: name,
    note: requests > 0 ? formatThings(requests, 'request') : 'no requests',
  }))
  return (
    <Picker
      label="Service"
      value={param('service')}
      options={[{ value: '', label: 'All services' }, ...known]}
      onPick={(service) => setParams({ service, route: undefined })}
    />
  )
}
