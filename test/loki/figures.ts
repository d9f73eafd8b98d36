type Labels = Readonly<Record<string, string>>

const bounds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

const write = (name: string, labels: Labels, value: number): string => {
  const text = Object.entries(labels).map(([label, said]) => `${label}="${said}"`)
  return `${name}{${text.join(',')}} ${value}\n`
}

/** Figures under the names that Loki gives them on its /metrics, as far as rules and dashboards ask for them. */
export type Figures = {
  add(name: string, labels: Labels, value: number): void
  set(name: string, labels: Labels, value: number): void
  /** A request that took so many seconds. */
  observe(labels: Labels, seconds: number): void
  text(): string
}

export const createFigures = (): Figures => {
  const values = new Map<string, readonly [name: string, labels: Labels, value: number]>()
  const put = (name: string, labels: Labels, change: (value: number) => number): void => {
    const key = JSON.stringify([name, labels])
    values.set(key, [name, labels, change(values.get(key)?.[2] ?? 0)])
  }
  const add: Figures['add'] = (name, labels, value) => put(name, labels, (before) => before + value)
  return {
    add,
    set: (name, labels, value) => put(name, labels, () => value),
    observe: (labels, seconds) => {
      const name = 'loki_request_duration_seconds'
      for (const bound of [...bounds, Number.POSITIVE_INFINITY])
        add(`${name}_bucket`, { ...labels, le: Number.isFinite(bound) ? `${bound}` : '+Inf' }, seconds <= bound ? 1 : 0)
      add(`${name}_sum`, labels, seconds)
      add(`${name}_count`, labels, 1)
    },
    text: () => [...values.values()].map((value) => write(...value)).join(''),
  }
}
