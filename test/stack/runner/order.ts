import type { Service } from './compose-file.ts'

/** Names in an order in which each comes behind those that it depends on. */
export const toStartOrder = (services: Readonly<Record<string, Service>>): string[] => {
  const order: string[] = []
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new Error(`services depend on each other: ${[...above, name].join(' → ')}`)
    if (order.includes(name)) return
    for (const [needed, { required = true }] of Object.entries(services[name]?.depends_on ?? {})) {
      if (services[needed]) visit(needed, [...above, name])
      else if (required) throw new Error(`${name} depends on ${needed}, which no chosen profile starts`)
    }
    order.push(name)
  }
  for (const name of Object.keys(services)) visit(name, [])
  return order
}
