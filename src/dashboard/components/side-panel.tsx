import type { ComponentChildren, JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useKeys } from '../keys.ts'
import { isNarrow } from '../narrow.ts'
import { Icon } from './icon.tsx'
import { maxWidth, minWidth, panelWidth, resizePanel } from './panel-width.ts'
import './side-panel.css'

/** Puts the focus into the panel once it is drawn. */
export const focusPanel = (): void => {
  setTimeout(() => document.querySelector<HTMLElement>('.side-panel')?.focus({ preventScroll: true }))
}

const keyStep = 32

/**
 * The edge between the panel and the view: drag it, or move it with the arrow keys; a double click resets it.
 */
const Splitter = (): JSX.Element => {
  const onPointerMove = (event: PointerEvent): void => {
    const edge = event.currentTarget as HTMLElement
    if (!edge.hasPointerCapture(event.pointerId)) return
    resizePanel((edge.parentElement?.getBoundingClientRect().right ?? innerWidth) - event.clientX)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? keyStep : event.key === 'ArrowRight' ? -keyStep : 0
    if (by === 0) return
    event.preventDefault()
    event.stopPropagation()
    resizePanel(panelWidth.value + by)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved.
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={panelWidth.value}
      aria-valuemin={minWidth}
      aria-valuemax={maxWidth()}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={onPointerMove}
      onDblClick={() => resizePanel()}
      onKeyDown={onKeyDown}
    />
  )
}

/** Leaves the focus where it was before it came into the panel. */
const useFocusBack = (): ((element: HTMLElement | null) => void) => {
  const before = useRef<Element | null>(null)
  const panel = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    const element = panel.current
    const onFocusIn = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Element && !element?.contains(relatedTarget)) before.current = relatedTarget
    }
    element?.addEventListener('focusin', onFocusIn)
    // What covers the whole screen has the focus.
    if (isNarrow.value) element?.focus({ preventScroll: true })
    return () => {
      const last = before.current
      if (element?.contains(document.activeElement) && last instanceof HTMLElement && last.isConnected)
        last.focus({ preventScroll: true })
    }
  }, [])
  return (element) => {
    panel.current = element
  }
}

type SidePanelProps = {
  readonly label: string
  readonly title: ComponentChildren
  readonly onClose: () => void
  /** Buttons in the head, before the one that closes. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** Detail of one thing beside the list that it is in; on a narrow screen it takes the whole of it. Escape closes it. */
export const SidePanel = ({ label, title, onClose, actions, children }: SidePanelProps): JSX.Element => {
  const ref = useFocusBack()
  useKeys({ Escape: onClose })
  return (
    <section
      class="side-panel"
      ref={ref}
      tabIndex={-1}
      aria-label={label}
      style={{ '--panel-width': `${panelWidth.value}px` }}
    >
      <Splitter />
      <header>
        <h2>{title}</h2>
        <div class="end">
          {actions}
          <button type="button" class="button quiet icon" aria-label="Close" title="Close (Esc)" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <div class="body" tabIndex={0}>
        {children}
      </div>
    </section>
  )
}
