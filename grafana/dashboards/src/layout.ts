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
  /** Its panels send no queries until the row is opened. */
  readonly isClosed?: true
}

type Placed = Panel | RowPanel

const placePanels = ({ height, panels, across = panels.length }: Row, id: number, top: number): Panel[] => {
  const width = Math.floor(gridWidth / across)
  return panels.map((panel, index): Panel => {
    const y = top + Math.floor(index / across) * height
    return { ...panel.build(), id: id + index, gridPos: { x: (index % across) * width, y, w: width, h: height } }
  })
}

const placeRow = (row: Row, id: number, top: number): Placed[] => {
  const heading = new RowBuilder(row.title).id(id).gridPos({ x: 0, y: top, w: gridWidth, h: 1 })
  const panels = placePanels(row, id + 1, top + 1)
  if (!row.isClosed) return [heading.build(), ...panels]
  return [{ ...heading.collapsed(true).build(), panels }]
}

const bottomOf = (placed: readonly Placed[]): number =>
  Math.max(0, ...placed.map(({ gridPos }) => (gridPos ? gridPos.y + gridPos.h : 0)))

/** Gives every panel its place and number, row below row. */
export const layOut = (rows: readonly Row[]): Placed[] => {
  const placed: Placed[] = []
  let id = 1
  for (const row of rows) {
    placed.push(...placeRow(row, id, bottomOf(placed)))
    id += row.panels.length + 1
  }
  return placed
}
