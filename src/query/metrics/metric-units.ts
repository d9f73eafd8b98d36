/** Units of OpenTelemetry that convert into one another, as multiples of the first one of their line. */
const families: readonly Readonly<Record<string, number>>[] = [
  { s: 1, ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, min: 60, h: 3600, d: 86_400 },
  {
    ...{ By: 1, KiBy: 2 ** 10, MiBy: 2 ** 20, GiBy: 2 ** 30, TiBy: 2 ** 40 },
    ...{ kBy: 1e3, KBy: 1e3, MBy: 1e6, GBy: 1e9, TBy: 1e12, bit: 1 / 8 },
  },
  { '1': 1, '': 1, '%': 0.01 },
]

/** The unit without its annotation: `{request}` counts things, as `1` and no unit do. */
const plain = (unit: string): string => unit.replace(/\{[^}]*\}/g, '').trim()

const findFamily = (unit: string) => families.find((family) => Object.hasOwn(family, plain(unit)))

/** What a value in one unit is multiplied by to be in the other; undefined when they do not convert. */
const toUnitFactor = (from: string, to: string): number | undefined => {
  if (from === to) return 1
  const family = findFamily(from)
  if (!family || findFamily(to) !== family) return plain(from) === plain(to) ? 1 : undefined
  return (family[plain(from)] ?? 1) / (family[plain(to)] ?? 1)
}

/** For each unit of a metric the one it is shown in, and what its values are multiplied by. */
export type UnitPlan = readonly { readonly unit: string; readonly shown: string; readonly factor: number }[]

/** Units by how often they occur: each is shown in the commonest one that it converts to. */
export const toUnitPlan = (units: readonly string[]): UnitPlan => {
  const plan: { unit: string; shown: string; factor: number }[] = []
  for (const unit of units) {
    const shown = plan.find((each) => toUnitFactor(unit, each.shown) !== undefined)?.shown ?? unit
    plan.push({ unit, shown, factor: toUnitFactor(unit, shown) ?? 1 })
  }
  return plan
}

const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`

/**
 * SQL of what a value in `MetricUnit` is multiplied by to be in the first unit of its family: `s`, `By` or `1`. Other
 * units are taken as they are.
 */
export const baseFactor: string = (() => {
  const entries = families.flatMap((family) => Object.entries(family))
  const units = entries.map(([unit]) => quote(unit)).join(', ')
  return `transform(MetricUnit, [${units}], [${entries.map(([, factor]) => `toFloat64(${factor})`).join(', ')}], toFloat64(1))`
})()
