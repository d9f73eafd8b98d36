/** Less movement than this is the hand's own, pixels. */
const slack = 4

let start = { x: 0, y: 0 }
addEventListener(
  'pointerdown',
  ({ clientX, clientY }) => {
    start = { x: clientX, y: clientY }
  },
  true,
)

/** Whether a click ended a drag. */
export const endsDrag = ({ clientX, clientY }: MouseEvent): boolean =>
  Math.hypot(clientX - start.x, clientY - start.y) > slack

/** Whether a click ended a drag over text: that selects it to be copied, and opens nothing. */
export const endsSelection = (event: MouseEvent): boolean => getSelection()?.type === 'Range' && endsDrag(event)
