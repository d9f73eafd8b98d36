import type { JSX } from 'preact'
import { formatCount } from '../format.ts'
import { param, setParams } from '../router.ts'
import { range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { Picker } from './picker.tsx'

/** Choice of the service that the view is about; in the address as `service`, empty for all. */
export const ServicePicker = (): JSX.Element => {
  const { data } = useAnswer('services', range.value)
  const known = (data?.services ?? []).map(({ name, requests }) => ({
    value: name,
    label: name,
    note: requests > 0 ? `${formatCount(requests)} requests` : 'no requests',
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
