import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, join } from 'node:path'
import { shared } from '../shared.ts'
import type { Warnings } from '../warn.ts'
import { packageNameOf } from './package-name.ts'

/** A package that the app has just loaded. */
export type LoadedModule = {
  /** `module.exports`, to be changed in place. */
  readonly exports: unknown
  /** From its package.json. */
  readonly version: string
  /** Folder of the package. */
  readonly folder: string
}

type Wake = (version: string | undefined) => void
type Hook = { readonly before: Wake[]; readonly after: ((loaded: LoadedModule) => void)[] }
type Load = (request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown

/** The parts of Node's loader that hooks of this kind use. */
type Loader = {
  _load: Load
  _resolveFilename(request: string, parent: NodeJS.Module | undefined): string
}

const loader = Module as unknown as Loader
const hooks = shared('hooked modules', () => new Map<string, Hook>())

/**
 * Runs `patch` when the app has loaded a CommonJS package, by `require` or by `import`, before the app gets the
 * exports; once for each copy. If a patch throws, the module is used unpatched.
 */
export const hookModule = (warnings: Warn, name: string, patch: (loaded: LoadedModule) => void): void => {
  hookOf(name).after.push((loaded) => guarded(warnings, name, () => patch(loaded)))
}

/**
 * Runs `wake`, which must not throw, just before the app loads a package for the first time, with the version of the
 * package if known.
 */
export const beforeModule = (name: string, wake: Wake): void => {
  hookOf(name).before.push(wake)
}

type Warn = Pick<Warnings, 'warnOnce'>

const hookOf = (name: string): Hook => {
  if (hooks.size === 0) install()
  const hook = hooks.get(name) ?? { before: [], after: [] }
  hooks.set(name, hook)
  return hook
}

/**
 * Every CommonJS module is loaded by `Module._load`, even if an ES module imports it. So ES modules need no loader
 * hooks and no second thread.
 */
const install = (): void => {
  const load = loader._load
  const patched = new WeakSet<object>()
  loader._load = function (this: unknown, request, parent, isMain) {
    const name = typeof request === 'string' ? packageNameOf(request) : undefined
    const hook = name === undefined ? undefined : hooks.get(name)
    if (name === undefined || hook === undefined) return load.call(this, request, parent, isMain)
    if (hook.before.length > 0) return loadAgain(hook, request, parent)
    const exports = load.call(this, request, parent, isMain)
    if (hook.after.length > 0 && isObject(exports) && !patched.has(exports)) {
      const loaded = describe(name, request, parent, exports)
      if (loaded) {
        patched.add(exports)
        for (const patch of hook.after) patch(loaded)
      }
    }
    return exports
  }
}

/** The instrumentation that was just loaded may have patched `require`: the load starts again from there. */
const loadAgain = (hook: Hook, request: string, parent: NodeJS.Module | undefined): unknown => {
  const version = versionOf(request, parent)
  for (const wake of hook.before.splice(0)) wake(version)
  return Module.prototype.require.call(parent ?? new Module('plainsight'), request)
}

/** A package that cannot be resolved has none; the app gets the error when it loads it. */
const versionOf = (request: string, parent: NodeJS.Module | undefined): string | undefined => {
  try {
    return nearestPackage(dirname(loader._resolveFilename(request, parent)))?.version
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** The package, if its main file was required. */
const describe = (
  name: string,
  request: string,
  parent: NodeJS.Module | undefined,
  exports: object,
): LoadedModule | undefined => {
  const file = loader._resolveFilename(request, parent)
  const found = nearestPackage(dirname(file))
  if (found?.name !== name) return undefined
  if (request !== name && loader._resolveFilename(found.folder, undefined) !== file) return undefined
  return { exports, version: found.version, folder: found.folder }
}

/** The package that a folder belongs to; found by its package.json, since a linked package may be in any folder. */
const nearestPackage = (folder: string): { name: unknown; version: string; folder: string } | undefined => {
  const file = join(folder, 'package.json')
  const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {}
  if (manifest.name !== undefined) return { name: manifest.name, version: String(manifest.version), folder }
  return dirname(folder) === folder ? undefined : nearestPackage(dirname(folder))
}

const guarded = ({ warnOnce }: Warn, name: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    warnOnce(`module-${name}`, `${name} is not instrumented: ${(error as Error)?.message}`)
  }
}
