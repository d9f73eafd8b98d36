import { globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const importPattern = /(?:from|import\()\s*['"](\.[^'"]+)['"]/g

const toDeclaration = (path: string): string => path.replace(/\.(c?)[jt]s$/, '.d.$1ts')

/** Declarations that are reachable from these, including themselves. */
const findReached = (entries: readonly string[]): Set<string> => {
  const reached = new Set<string>()
  const waiting = [...entries]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(importPattern))
      waiting.push(toDeclaration(join(dirname(path), specifier)))
  }
  return reached
}

type Manifest = { readonly exports: Readonly<Record<string, string | { readonly types?: string }>> }

/**
 * Removes the declarations that are not reachable from an export of the package: what they describe cannot be imported.
 */
export const removePrivateTypes = (root: string): void => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' && entry.types !== undefined ? [join(root, entry.types)] : [],
  )
  const reached = findReached(entries)
  for (const path of globSync('dist/**/*.d.{ts,cts}', { cwd: root }).map((found) => join(root, found)))
    if (!reached.has(path)) rmSync(path)
}
