import type uPlot from 'uplot'

const gap = 5

/**
 * Strikes the last bar, or the last segment of the lines, through with the ground's colour: its time is not over, so it
 * is not to be read as a fall.
 */
export const hatchLast = (plot: uPlot, part: 'bar' | 'segment', ground: string): void => {
  const times = plot.data[0]
  const [before, last] = [times.at(-2), times.at(-1)]
  if (last === undefined || (part === 'segment' && before === undefined)) return
  const { ctx, bbox } = plot
  const from = plot.valToPos(part === 'bar' ? last : (before ?? last), 'x', true)
  const to = part === 'bar' ? bbox.left + bbox.width : plot.valToPos(last, 'x', true)
  ctx.save()
  ctx.beginPath()
  ctx.rect(from, bbox.top, to - from, bbox.height)
  ctx.clip()
  ctx.beginPath()
  for (let x = from - bbox.height; x < to; x += gap * devicePixelRatio) {
    ctx.moveTo(x, bbox.top + bbox.height)
    ctx.lineTo(x + bbox.height, bbox.top)
  }
  ctx.strokeStyle = ground
  ctx.lineWidth = 2 * devicePixelRatio
  ctx.stroke()
  ctx.restore()
}
