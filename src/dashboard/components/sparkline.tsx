import type { JSX } from 'preact'

const width = 72
const height = 20

type SparklineProps = {
  readonly values: readonly (number | null)[]
  /** CSS colour, usually one of the tokens. */
  readonly color?: string
  /** Top of the scale; else the highest value. */
  readonly max?: number
}

const toLine = (values: readonly (number | null)[], top: number): string => {
  const stepX = width / Math.max(1, values.length - 1)
  let pen = 'M'
  let path = ''
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M'
      continue
    }
    path += `${pen}${(index * stepX).toFixed(1)} ${(height - (value / top) * (height - 2) - 1).toFixed(1)}`
    // A value alone would be a line of no length.
    if (pen === 'M' && (values[index + 1] ?? null) === null) path += 'h.1'
    pen = 'L'
  }
  return path
}

/** A tiny chart of a value. Decoration: the number is next to it. */
export const Sparkline = ({ values, color = 'var(--series-1)', max }: SparklineProps): JSX.Element => {
  const numbers = values.filter((value) => value !== null)
  const top = max ?? (Math.max(0, ...numbers) || 1)
  const line = toLine(values, top)
  const area = toLine(
    values.map((value) => value ?? 0),
    top,
  )
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ color }}
    >
      <path class="fill" d={`${area}L${width} ${height}L0 ${height}Z`} />
      <path class="stroke" d={line} />
    </svg>
  )
}
