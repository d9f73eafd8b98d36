import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'

type DrawerProps = {
  readonly title: string
  readonly onClose: () => void
  /** Buttons in the head, before the one that closes. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** A panel over the far edge of the page for the detail of one thing; Escape closes it, and the focus goes back. */
export const Drawer = ({ title, onClose, actions, children }: DrawerProps): JSX.Element => {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [onClose])
  return (
    <section class="drawer" ref={panel} tabIndex={-1} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <div class="end">
          {actions}
          <button type="button" class="button quiet icon" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      </header>
      <div class="body">{children}</div>
    </section>
  )
}
