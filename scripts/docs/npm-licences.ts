import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Who gets a package: users who install plainsight, users who install its engine, or its developers. */
export type Recipient = 'plainsight' | 'engine' | 'development'

export type NpmPackage = {
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  readonly recipient: Recipient
}

type Entry = {
  readonly version: string
  readonly license?: string
  readonly dev?: true
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}
type Entries = Readonly<Record<string, Entry>>

type Manifest = { readonly license?: string; readonly licenses?: readonly { readonly type: string }[] }

const toName = (path: string): string => path.replace(/.*node_modules\//, '')

/** Some packages state their licence in a form that npm omits from the lock file. */
const readInstalled = (path: string): string | undefined => {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return undefined
  const { license, licenses = [] } = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  return license ?? (licenses.map(({ type }) => type).join(' OR ') || undefined)
}

/**
 * A binary for another platform, of which the lock file contains only the name, has the licence of the package that
 * depends on it.
 */
const findAsking = (entries: Entries, name: string): string | undefined =>
  Object.values(entries).find(({ optionalDependencies = {} }) => name in optionalDependencies)?.license

const findEngine = (entries: Entries): ReadonlySet<string> => {
  const { dependencies, optionalDependencies } = entries['node_modules/chdb'] ?? {}
  return new Set(['chdb', ...Object.keys({ ...dependencies, ...optionalDependencies })])
}

/** Packages that state their licence only in their readme. */
const namedInReadme: Readonly<Record<string, string>> = { pause: 'MIT' }

/** Every package of package-lock.json except plainsight itself; a package without a licence is an error. */
export const loadNpmPackages = (): readonly NpmPackage[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Entries }
  const engine = findEngine(packages)
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '') return []
    const name = toName(path)
    const licence = entry.license ?? readInstalled(path) ?? findAsking(packages, name) ?? namedInReadme[name]
    if (!licence) throw new Error(`${path}: no licence named`)
    const ofEngine = engine.has(name) ? 'engine' : 'development'
    return [{ name, version: entry.version, licence, recipient: entry.dev ? ofEngine : 'plainsight' }]
  })
}
