import { signal } from '@preact/signals'

/** The same bound as in the style sheets. */
const query = matchMedia('(width < 60rem)')

/** Whether the screen is a narrow one, most likely a phone's: rows are then as high as a finger needs. */
export const isNarrow = signal(query.matches)

query.addEventListener('change', () => {
  isNarrow.value = query.matches
})
