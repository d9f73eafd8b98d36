import { signal } from '@preact/signals'

const key = 'plainsight.panel'
const standard = 480

/** Narrower than this a panel shows nothing well, pixels. */
export const minWidth = 320

/** The view beside the panel keeps a part of the window. */
export const maxWidth = (): number => Math.max(minWidth, Math.round(innerWidth * 0.65))

const stored = (): number => {
  try {
    return Number(localStorage.getItem(key)) || standard
  } catch {
    return standard
  }
}

/** Width of the panel beside lists and traces, pixels; this browser remembers it. */
export const panelWidth = signal(stored())

/** Undefined for the width that panels begin with. */
export const resizePanel = (width: number = standard): void => {
  panelWidth.value = Math.max(minWidth, Math.min(maxWidth(), Math.round(width)))
  try {
    localStorage.setItem(key, String(panelWidth.value))
  } catch {
    // Storage may be closed to us: the width then lasts as long as the page.
  }
}
