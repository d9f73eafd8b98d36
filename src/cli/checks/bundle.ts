import { existsSync, readFileSync } from 'node:fs'
import { describeBundled, findBundled } from '../../agent/instrumentations/find-bundled.ts'
import type { Check, Finding } from './check.ts'

type Manifest = { readonly main?: string; readonly scripts?: Readonly<Record<string, string>> }

/** Files that package.json runs: its main file, and what its scripts give to `node`. */
const findStarted = (): readonly string[] => {
  try {
    const { main, scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
    const named = Object.values(scripts).flatMap((line) => line.match(/[\w./-]+\.[cm]?js\b/g) ?? [])
    return [...new Set([...(main ? [main] : []), ...named])].filter((file) => existsSync(file))
  } catch {
    return []
  }
}

/** Looks for libraries that a bundler has put into the app, where the hook does not see them load. */
export const checkBundle: Check = async () =>
  findStarted().flatMap((file): Finding[] => {
    const message = describeBundled(findBundled(file))
    if (message === undefined) return []
    const fix =
      'Keep libraries outside the bundle (esbuild: --packages=external), so that the hook can instrument them.'
    return [{ name: 'Bundle', state: 'note', message: `${file} contains libraries; ${message}`, fix }]
  })
