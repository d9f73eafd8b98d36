import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

type PopoverProps = {
  /** Name for assistive technology of button and panel. */
  readonly label: string
  readonly button: ComponentChildren
  readonly buttonClass?: string
  /** Panel's far edge lines up with the button's. */
  readonly toEnd?: boolean
  readonly children: (close: () => void) => ComponentChildren
}

/** Least distance of a panel from the edges of the screen, pixels. */
const margin = 12

/**
 * Puts a panel where there is room: moved sideways into the screen, above its button where below is less; and tells the
 * style sheet how high it may be.
 */
const fitIntoScreen = (panel: HTMLElement | null): void => {
  if (!panel?.parentElement) return
  const { left, right, height } = panel.getBoundingClientRect()
  const button = panel.parentElement.getBoundingClientRect()
  const [above, below] = [button.top, innerHeight - button.bottom]
  const isAbove = below < height + 2 * margin && above > below
  const over = Math.max(0, right - (document.documentElement.clientWidth - margin))
  panel.classList.toggle('above', isAbove)
  panel.style.translate = `${left < margin ? margin - left : -over}px`
  panel.style.setProperty('--room', `${(isAbove ? above : below) - 2 * margin}px`)
}

/**
 * A button and a panel that it opens; Escape, a press outside or a choice closes it, and the button has the focus
 * again.
 */
export const Popover = ({ label, button, buttonClass = 'button', toEnd, children }: PopoverProps): JSX.Element => {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const close = (): void => {
    setOpen(false)
    opener.current?.focus()
  }
  useEffect(() => {
    if (!open) return
    const onPress = (event: PointerEvent): void => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false)
    }
    addEventListener('pointerdown', onPress)
    return () => removeEventListener('pointerdown', onPress)
  }, [open])
  useLayoutEffect(() => fitIntoScreen(panel.current), [open])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open || event.key !== 'Escape') return
    // What else Escape would close stays open.
    event.stopPropagation()
    close()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens for Escape on its way up.
    <div class="popover-anchor" ref={anchor} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={buttonClass}
        ref={opener}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div class={`popover ${toEnd ? 'to-end' : ''}`} role="dialog" aria-label={label} ref={panel}>
          {children(close)}
        </div>
      )}
    </div>
  )
}
