import { signal } from '@preact/signals'

const query = matchMedia('print')

/** Whether the page is drawn for paper: in light, and with all rows of a list. */
export const isPrinting = signal(query.matches)

query.addEventListener('change', () => {
  isPrinting.value = query.matches
})
