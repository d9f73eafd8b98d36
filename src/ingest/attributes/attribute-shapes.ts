import type { AttributeName } from './attribute-names.ts'

/**
 * How a list of attributes with these names in this order is written: sorted by name, as the Collector does, each name
 * once. Spans of one kind nearly always carry the same names in the same order, so sorting and copying names is done
 * once for all of them.
 */
export type AttributeShape = {
  readonly names: readonly AttributeName[]
  /** Places in the list, in the order in which their values are written. */
  readonly order: readonly number[]
  /** All names in that order, as ClickHouse strings. */
  readonly keys: Buffer
}

/** Shapes kept; the names come from outside, so their number is bounded. */
const maxShapes = 4096

/** Makes the function that finds or makes the shape of the first `count` names. */
export const createAttributeShapes = (): ((names: readonly AttributeName[], count: number) => AttributeShape) => {
  const shapes = new Map<number, AttributeShape>()
  return (names, count) => {
    let hash = count
    let lowestId = 0
    for (let i = 0; i < count; i++) {
      const { id } = names[i]!
      if (id < lowestId) lowestId = id
      hash = (Math.imul(hash, 0x9e37_79b1) + id) | 0
    }
    if (lowestId < 0) return toShape(names.slice(0, count))
    const known = shapes.get(hash)
    if (known !== undefined && hasNames(known, names, count)) return known
    const shape = toShape(names.slice(0, count))
    if (shapes.size >= maxShapes) shapes.clear()
    shapes.set(hash, shape)
    return shape
  }
}

const hasNames = (shape: AttributeShape, names: readonly AttributeName[], count: number): boolean => {
  if (shape.names.length !== count) return false
  for (let i = 0; i < count; i++) if (shape.names[i] !== names[i]) return false
  return true
}

const toShape = (names: readonly AttributeName[]): AttributeShape => {
  const places = names.map((_, place) => place)
  places.sort((a, b) => compare(names[a]!.order, names[b]!.order) || a - b)
  const order = places.filter((place, i) => i === 0 || names[place]!.order !== names[places[i - 1]!]!.order)
  return { names, order, keys: Buffer.concat(order.map((place) => names[place]!.encoded)) }
}

const compare = (a: string, b: string): number => {
  if (a === b) return 0
  return a < b ? -1 : 1
}
