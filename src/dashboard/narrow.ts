import { type ReadonlySignal, signal } from '@preact/signals'

const follow = (condition: string): ReadonlySignal<boolean> => {
  const query = matchMedia(condition)
  const matches = signal(query.matches)
  query.addEventListener('change', () => {
    matches.value = query.matches
  })
  return matches
}

/**
 * Whether the screen is a narrow one, most likely a phone's: rows then have two lines. The same bound as in the style
 * sheets.
 */
export const isNarrow: ReadonlySignal<boolean> = follow('(width < 60rem)')

/**
 * Whether the screen is a short one, as at 200 % zoom or of a phone on its side: charts then leave room for rows. The
 * same bound as in the style sheets.
 */
export const isShort: ReadonlySignal<boolean> = follow('(height < 34rem)')
