import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { type Panel, RowBuilder, type RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'

/** Columns of Grafana's grid. */
const gridWidth = 24

/** Panels that belong together, under a title. */
export type Row = {
  readonly title: string
  /** Height of its panels, in units of the grid (30 pixels). */
  readonly height: number
  readonly panels: readonly Builder<Panel>[]
  /** Panels side by side; more go below. Default: all of them. */
  readonly across?: number
}

type Placed = Panel | RowPanel

const placeRow = ({ title, height, panels, across = panels.length }: Row, id: number, top: number): Placed[] => {
  const width = Math.floor(gridWidth / across)
  const heading = new RowBuilder(title).id(id).gridPos({ x: 0, y: top, w: gridWidth, h: 1 }).build()
  const placed = panels.map((panel, index): Panel => {
    const column = index % across
    const y = top + 1 + Math.floor(index / across) * height
    return { ...panel.build(), id: id + 1 + index, gridPos: { x: column * width, y, w: width, h: height } }
  })
  return [heading, ...placed]
}

const bottomOf = (placed: readonly Placed[]): number =>
  Math.max(0, ...placed.map(({ gridPos }) => (gridPos ? gridPos.y + gridPos.h : 0)))

/** Gives every panel its place and number, row below row. */
export const layOut = (rows: readonly Row[]): Placed[] => {
  const placed: Placed[] = []
  for (const row of rows) placed.push(...placeRow(row, placed.length + 1, bottomOf(placed)))
  return placed
}
