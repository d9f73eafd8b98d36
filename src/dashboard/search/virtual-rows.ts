import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { isPrinting } from '../printing.ts'

export type Shown = { readonly start: number; readonly end: number }

/** Rows beyond the edge that are kept drawn, so that a fast wheel meets no blank. */
const margin = 10

/** Maximum rows on paper. */
const maxPrinted = 2000

/** A fling draws what is in sight and no more; the margin follows when it has slowed down, milliseconds. */
const settleMs = 120

/** Which rows of equal height are in sight of a scrolling element: only these need to be in the document. */
export const useVirtualRows = (scroller: RefObject<HTMLElement | null>, count: number, height: number): Shown => {
  const [shown, setShown] = useState<Shown>({ start: 0, end: Math.ceil(innerHeight / height) })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    // Read when the browser has laid out by itself, not before: else it would have to do so at once.
    let [before, seen] = [0, 0]
    let settle: ReturnType<typeof setTimeout> | undefined
    const show = (beyond: number): void => {
      const start = Math.max(0, Math.floor(before / height) - beyond)
      const end = Math.ceil((before + seen) / height) + beyond
      // In steps of some rows: scrolling by a pixel draws nothing anew.
      const [from, to] = beyond < margin ? [start, end] : [start - (start % 6), end + (6 - (end % 6))]
      setShown((last) => (last.start === from && last.end === to ? last : { start: from, end: to }))
    }
    const update = (): void => {
      const top = element.scrollTop
      const isFling = Math.abs(top - before) > seen / 2
      before = top
      clearTimeout(settle)
      if (isFling) settle = setTimeout(() => show(margin), settleMs)
      show(isFling ? 1 : margin)
    }
    element.addEventListener('scroll', update, { passive: true })
    const observer = new ResizeObserver(([entry]) => {
      seen = entry?.contentRect.height ?? 0
      before = element.scrollTop
      show(margin)
    })
    observer.observe(element)
    return () => {
      clearTimeout(settle)
      element.removeEventListener('scroll', update)
      observer.disconnect()
    }
  }, [scroller, height])
  if (isPrinting.value) return { start: 0, end: Math.min(count, maxPrinted) }
  return { start: Math.min(shown.start, count), end: Math.min(shown.end, count) }
}

/** Scrolls just so far that a row is in sight. */
export const revealRow = (element: HTMLElement, index: number, height: number): void => {
  const top = index * height
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + height > element.scrollTop + element.clientHeight)
    element.scrollTop = top + height - element.clientHeight
}
