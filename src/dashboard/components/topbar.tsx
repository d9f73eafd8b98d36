import type { ComponentChildren, JSX } from 'preact'
import { formatInstant } from '../format.ts'
import { param } from '../router.ts'
import { range } from '../time-range.ts'
import { zoneName } from '../zone.ts'
import { ServicePicker } from './service-picker.tsx'
import { TimePicker } from './time-picker.tsx'

/** Head of a view: its name, the service and whatever else narrows it down, and the range. */
export const Topbar = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element => (
  <div class="topbar">
    <h1>{title}</h1>
    <ServicePicker />
    {children}
    <p class="only-print">
      {param('service') || 'All services'}, {formatInstant(range.value.from)} – {formatInstant(range.value.to)} (
      {zoneName()}), {location.host}
    </p>
    <div class="topbar-end">
      <TimePicker />
    </div>
  </div>
)
