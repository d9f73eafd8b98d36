import type { ComponentChildren, JSX } from 'preact'

/** Head of a view: its name, what narrows it down, and the range. */
export const Topbar = ({ title, children }: { title: string; children: ComponentChildren }): JSX.Element => (
  <div class="topbar">
    <h1>{title}</h1>
    {children}
  </div>
)
