import { formatClock, formatDay, formatDuration } from '../../format.ts'
import { tokenColor } from '../../search/token-color.ts'
import { startOfDay } from '../../zone.ts'
import type { Durations, Scale } from './scale.ts'

type Picture = {
  readonly data: Durations
  readonly from: number
  readonly scale: Scale
  readonly theme: 'light' | 'dark'
}

const drawAxes = (ctx: CanvasRenderingContext2D, { scale, theme }: Picture): void => {
  const { box } = scale
  ctx.font = '11px Inter, system-ui, sans-serif'
  ctx.strokeStyle = tokenColor('--grid', theme)
  ctx.fillStyle = tokenColor('--text-faint', theme)
  ctx.lineWidth = 1
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'right'
  for (const ms of scale.ticksY) {
    const y = Math.round(scale.y(ms)) + 0.5
    ctx.beginPath()
    ctx.moveTo(box.left, y)
    ctx.lineTo(box.left + box.width, y)
    ctx.stroke()
    ctx.fillText(formatDuration(ms), box.left - 8, y)
  }
  ctx.textAlign = 'center'
  ctx.textBaseline = 'alphabetic'
  const [first = 0, second = 0] = scale.ticksX
  for (const ms of scale.ticksX) {
    const isDay = startOfDay(ms) === ms || second - first >= 864e5
    const x = Math.max(box.left + 20, Math.min(box.left + box.width - 24, scale.x(ms)))
    ctx.fillText(
      isDay ? formatDay(ms) : formatClock(ms, { seconds: second - first < 60_000 }),
      x,
      box.top + box.height + 17,
    )
  }
}

/** How strong a cell of one span is: on a dark ground faint cells vanish. */
const faintestCell = { light: 0.2, dark: 0.38 } as const

const pointAlpha = { light: 0.6, dark: 0.8 } as const

const drawCells = (ctx: CanvasRenderingContext2D, { data, from, scale, theme }: Picture): void => {
  const most = Math.log(1 + data.cells.reduce((highest, [, , spans]) => Math.max(highest, spans), 1))
  const [plain, bad] = [tokenColor('--series-1', theme), tokenColor('--bad', theme)]
  const height = scale.box.height / scale.rows
  const faintest = faintestCell[theme]
  for (const [column, row, spans, errors] of data.cells) {
    const left = scale.x(from + column * data.columnMs)
    const right = scale.x(from + (column + 1) * data.columnMs)
    const top = scale.rowY(row + 1)
    const width = Math.max(1.5, right - left - 0.75)
    ctx.globalAlpha = faintest + (1 - faintest) * (Math.log(1 + spans) / most)
    ctx.fillStyle = plain
    ctx.fillRect(left, top, width, Math.max(1.5, height - 0.75))
    if (errors > 0) {
      ctx.globalAlpha = Math.max(ctx.globalAlpha, 0.55)
      ctx.fillStyle = bad
      ctx.fillRect(left, top, Math.max(1.5, width * Math.max(0.3, errors / spans)), Math.max(1.5, height - 0.75))
    }
  }
  ctx.globalAlpha = 1
}

const drawPoints = (ctx: CanvasRenderingContext2D, { data, scale, theme }: Picture): void => {
  for (const failed of [false, true]) {
    ctx.fillStyle = tokenColor(failed ? '--bad' : '--series-1', theme)
    ctx.globalAlpha = failed ? 0.95 : pointAlpha[theme]
    for (const point of data.points ?? []) {
      if (point.error !== failed) continue
      ctx.beginPath()
      ctx.arc(scale.x(point.startMs), scale.y(point.durationMs), failed ? 3.25 : 2.75, 0, 7)
      ctx.fill()
    }
  }
  ctx.globalAlpha = 1
}

/** Draws durations over time: points when they are known one by one, else cells, stronger where there are more. */
export const drawDurations = (
  canvas: HTMLCanvasElement,
  size: { width: number; height: number },
  picture: Picture,
): void => {
  const ratio = window.devicePixelRatio || 1
  canvas.width = Math.round(size.width * ratio)
  canvas.height = Math.round(size.height * ratio)
  const ctx = canvas.getContext('2d')
  if (!ctx) return
  ctx.scale(ratio, ratio)
  ctx.clearRect(0, 0, size.width, size.height)
  drawAxes(ctx, picture)
  if (picture.data.points) drawPoints(ctx, picture)
  else drawCells(ctx, picture)
}
