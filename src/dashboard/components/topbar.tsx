import type { ComponentChildren, JSX } from 'preact'
import { ServicePicker } from './service-picker.tsx'
import { TimePicker } from './time-picker.tsx'

/** Head of a view: its name, the service and whatever else narrows it down, and the range. */
export const Topbar = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element => (
  <div class="topbar">
    <h1>{title}</h1>
    <ServicePicker />
    {children}
    <div class="topbar-end">
      <TimePicker />
    </div>
  </div>
)
