import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

type Manifest = { readonly name?: string; readonly version?: string; readonly license?: string }

/** A package whose code is in a bundle. */
export type BundledPackage = {
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  readonly folder: string
}

const inPackage = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//

const toPackage = (folder: string): BundledPackage => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  if (!name || !version || !license) throw new Error(`${folder}: no name, version or licence`)
  return { name, version, licence: license, folder }
}

/** Collects the packages in several bundles. */
export const collectPackages = (): { readonly plugin: Plugin; list(): readonly BundledPackage[] } => {
  const folders = new Set<string>()
  const plugin: Plugin = {
    name: 'packages',
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle)) {
        for (const id of file.type === 'chunk' ? file.moduleIds : []) {
          const folder = inPackage.exec(id)?.[1]
          if (folder !== undefined) folders.add(folder)
        }
      }
    },
  }
  const list = (): readonly BundledPackage[] => {
    const byId = new Map([...folders].map(toPackage).map((each) => [`${each.name}@${each.version}`, each]))
    return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
  }
  return { plugin, list }
}
