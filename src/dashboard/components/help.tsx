import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { offeredViews } from '../views.ts'
import { Icon } from './icon.tsx'

const keys: readonly (readonly [readonly string[], string])[] = [
  ...offeredViews.map(({ key, title }) => [['g', key], `Go to ${title}`] as const),
  [['/'], 'Search'],
  [['j'], 'Next row'],
  [['k'], 'Row before'],
  [['Enter'], 'Open the row, or the traces of a point of a chart'],
  [['←', '→'], 'Read a chart, once it has the focus'],
  [['l'], 'Logs: follow new lines'],
  [['w'], 'Logs: wrap lines'],
  [['e'], 'Trace: next span that failed'],
  [['n', 'p'], 'Trace: next and previous find'],
  [['⇧ ←', '⇧ →'], 'Trace: fold and unfold all'],
  [['z'], 'Trace: all of its time'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This help'],
]

/** Keys of the page. */
export const Help = ({ onClose }: { onClose: () => void }): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog class="help" ref={dialog} onClose={onClose} aria-label="Keyboard">
      <header>
        <h2>Keyboard</h2>
        <button type="button" class="button quiet icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {keys.map(([each, text]) => (
          <>
            <dt>
              {each.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </dialog>
  )
}
