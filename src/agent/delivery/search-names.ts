import { readFileSync } from 'node:fs'

const resolverFile = '/etc/resolv.conf'

/**
 * The names that the system's resolver tries for one name: a short name is tried below the domains of the search list
 * (as Kubernetes and Docker set it), which Node's resolver does not do by itself.
 * @see resolv.conf(5)
 */
export const loadSearchNames = (name: string): string[] => {
  try {
    return toSearchNames(name, readFileSync(resolverFile, 'utf8'))
  } catch {
    return [name]
  }
}

const toSearchNames = (name: string, configuration: string): string[] => {
  if (name.endsWith('.')) return [name]
  const domains = lastWords(configuration, /^\s*(?:search|domain)\s+(.+)$/gm)
  const enough = Number(/^\s*options\s.*\bndots:(\d+)/m.exec(configuration)?.[1] ?? 1)
  const below = domains.map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= enough ? [name, ...below] : [...below, name]
}

/** Of several lines the last one counts. */
const lastWords = (text: string, line: RegExp): string[] =>
  [...text.matchAll(line)].at(-1)?.[1]?.trim().split(/\s+/) ?? []
