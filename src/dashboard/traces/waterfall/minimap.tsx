import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { formatDuration } from '../../format.ts'
import { tokenColor } from '../../search/token-color.ts'
import { shownTheme } from '../../theme.ts'
import type { Row } from '../trace/rows.ts'
import type { Trace } from '../trace/use-trace.ts'
import type { TimeWindow } from './window.ts'
import './minimap.css'

const height = 48

type MinimapProps = {
  readonly trace: Trace
  readonly rows: readonly Row[]
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow | undefined) => void
}

/** All spans in the order of the rows, squeezed into a strip. */
const draw = (canvas: HTMLCanvasElement, { trace, rows }: MinimapProps, theme: 'light' | 'dark'): void => {
  const ratio = devicePixelRatio || 1
  const width = canvas.clientWidth
  canvas.width = width * ratio
  canvas.height = height * ratio
  const ctx = canvas.getContext('2d')
  if (!ctx) return
  ctx.scale(ratio, ratio)
  const { from, to } = trace.tree
  const perMs = width / Math.max(1e-6, to - from)
  const spans = rows.filter((row) => row.kind === 'span')
  const step = (height - 6) / Math.max(1, spans.length)
  const thick = Math.max(1, Math.min(4, step * 0.8))
  const bad = tokenColor('--bad', theme)
  const colors = trace.colors.map((color) => tokenColor(color, theme))
  const usual = spans.length > 400 ? 0.6 : 0.9
  let shown = ''
  for (const [index, { node }] of spans.entries()) {
    const color = node.span.status === 'Error' ? bad : (colors[node.span.service] ?? bad)
    if (color !== shown) {
      ctx.fillStyle = shown = color
      ctx.globalAlpha = color === bad ? 0.9 : usual
    }
    ctx.fillRect((node.start - from) * perMs, 3 + index * step, Math.max(1, (node.end - node.start) * perMs), thick)
  }
}

/** The whole trace at a glance. Drag over a part to see it in full width; press twice to see all again. */
export const Minimap = (props: MinimapProps): JSX.Element => {
  const { trace, rows, window, onWindow } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const [drag, setDrag] = useState<{ start: number; end: number }>()
  const theme = shownTheme.value
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    // By itself, after the frame that shows the rows: ten thousand bars take a while.
    let timer: ReturnType<typeof setTimeout> | undefined
    const observer = new ResizeObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(() => draw(element, props, theme))
    })
    observer.observe(element)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [trace, rows, theme])
  const { from, to } = trace.tree
  const shareOf = (event: PointerEvent): number => {
    const bounds = canvas.current?.getBoundingClientRect()
    return bounds ? Math.max(0, Math.min(1, (event.clientX - bounds.left) / bounds.width)) : 0
  }
  const finish = (): void => {
    const [low, high] = drag ? [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)] : [0, 0]
    setDrag(undefined)
    if (high - low > 0.004) onWindow({ from: from + low * (to - from), to: from + high * (to - from) })
  }
  const shown = drag
    ? { left: Math.min(drag.start, drag.end), right: Math.max(drag.start, drag.end) }
    : { left: (window.from - from) / (to - from || 1), right: (window.to - from) / (to - from || 1) }
  return (
    // The tree below does the same by keyboard: it brings any span into sight.
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer.
    <div
      class="minimap"
      title="Drag to look at a part; press twice for all"
      onDblClick={() => onWindow(undefined)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ start: shareOf(event), end: shareOf(event) })
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, end: shareOf(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(undefined)}
    >
      <canvas ref={canvas} role="img" aria-label={`Whole trace, ${formatDuration(to - from)}`} />
      <div class="minimap-off" style={{ left: 0, width: `${shown.left * 100}%` }} />
      <div class="minimap-off" style={{ left: `${shown.right * 100}%`, right: 0 }} />
    </div>
  )
}
