import { effect, signal } from '@preact/signals'
import { isPrinting } from './printing.ts'

/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark'

const key = 'plainsight.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

const stored = (): Theme => {
  const value = document.documentElement.dataset.theme
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** What the person chose. */
export const theme = signal<Theme>(stored())

/** What is shown; charts draw themselves again when it changes. */
export const shownTheme = signal<'light' | 'dark'>('light')

/** Next choice of the switch: system, light, dark, and round again. */
export const nextTheme = (): void => {
  theme.value = theme.value === 'system' ? 'light' : theme.value === 'light' ? 'dark' : 'system'
}

const remember = (value: Theme): void => {
  try {
    if (value === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Storage may be closed to us: the choice then lasts as long as the page.
  }
}

/** Keeps the document and the memory of this browser in line with the choice. */
export const startTheme = (): void => {
  const show = (): void => {
    const chosen = theme.value === 'system' ? (dark.matches ? 'dark' : 'light') : theme.value
    shownTheme.value = isPrinting.value ? 'light' : chosen
  }
  dark.addEventListener('change', show)
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value
    remember(theme.value)
    show()
  })
}
