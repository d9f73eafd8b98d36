import type { JSX } from 'preact'
import { ServicePicker } from '../components/service-picker.tsx'
import { TimePicker } from '../components/time-picker.tsx'
import { Topbar } from '../components/topbar.tsx'
import { param } from '../router.ts'
import { range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { RequestCharts } from './request-charts.tsx'

/** Requests as their callers feel them: how many, how many failed, how long they took. */
export const RequestsView = (): JSX.Element => {
  const service = param('service')
  const series = useAnswer('request-series', { ...range.value, ...(service && { service }) })
  return (
    <>
      <Topbar title="Requests">
        <ServicePicker />
        <div class="topbar-end">
          <TimePicker />
        </div>
      </Topbar>
      <div class="page">
        <RequestCharts series={series} />
      </div>
    </>
  )
}
