import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../root.ts'

/** Addresses in the stack (`loki:3100`), and where the parts are in this test. */
export type Places = Readonly<Record<string, string>>

/** The port that a part has in this test. */
export const portOf = (places: Places, address: string): number => Number(places[address]?.split(':').at(-1))

/** A file of the stack for this test: its hosts are ours, what takes long there is quick. */
export const adapt = (text: string, places: Places, changes: readonly (readonly [RegExp, string])[]): string => {
  const placed = Object.entries(places).reduce((all, [host, place]) => all.replaceAll(host, place), text)
  return changes.reduce((all, [pattern, put]) => all.replace(pattern, put), placed)
}

/** Writes the targets of the parts that this test has. */
export const writeTargets = (folder: string, places: Places): void => {
  const from = join(root, 'prometheus/targets')
  for (const name of readdirSync(from)) {
    const text = readFileSync(join(from, name), 'utf8')
    const targets = parse(text) as { targets: string[] }[]
    const isHere = targets.every(({ targets: addresses }) => addresses.every((address) => places[address]))
    if (isHere) writeFileSync(join(folder, name), adapt(text, places, []))
  }
}
