import { join } from 'node:path'
import { build, type OutputOptions, type Plugin } from 'rolldown'
import { bundleOnce } from './bundle-once.ts'
import { type BundledPackage, collectPackages } from './bundled-packages.ts'
import { agentStart, type Entries, findAgent, hub, standalone } from './entries.ts'
import { bundleHiddenRequire } from './hidden-require.ts'
import { leanHttp } from './lean-http.ts'
import { keepOwnPlace } from './own-place.ts'
import { withoutUnusedRuntime } from './unused-runtime.ts'

/**
 * What is not bundled: the API, which the app and other libraries share with us; pino, whose logger we export to the
 * app; the engine; and an optional dependency of `debug`.
 */
const outside = ['@opentelemetry/api', 'pino', 'chdb', 'supports-color']

type Split = Exclude<OutputOptions['codeSplitting'], boolean | undefined>

/**
 * Bundles `src` into `dist`: few files to read, and no packages to install except those outside. Lazily loaded code has
 * files of its own. Returns the packages whose code is in the bundles; with `write: false` it writes nothing.
 */
export const bundleNode = async (root: string, { write = true } = {}): Promise<readonly BundledPackage[]> => {
  const src = join(root, 'src')
  const packages = collectPackages()
  const start = findImported(join(src, `${agentStart}.ts`))
  const bundle = (entries: Entries, folder: string, codeSplitting: Split | false, plugins: readonly Plugin[] = []) =>
    build({
      write,
      cwd: root,
      input: Object.fromEntries(entries.map((name) => [name, join(src, `${name}.ts`)])),
      platform: 'node',
      external: outside,
      // The main file of `glob` contains its dependencies, whose licences could not be detected.
      resolve: { mainFields: ['main'], alias: { glob: 'glob/raw' } },
      transform: { target: 'es2024' },
      plugins: [
        bundleOnce(),
        leanHttp,
        bundleHiddenRequire,
        keepOwnPlace(src),
        packages.plugin,
        withoutUnusedRuntime,
        ...plugins,
      ],
      output: {
        dir: join(root, 'dist'),
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: `${folder}/[name].js`,
        comments: { jsdoc: false, annotation: false, legal: true },
        codeSplitting,
      },
    })
  for (const entry of standalone) await bundle([entry], '', false)
  await bundle(
    findAgent(src),
    'agent',
    {
      groups: [
        { name: 'core', test: (id) => start.modules.has(id) },
        { name: 'open-telemetry', test: /node_modules/, minShareCount: 2 },
      ],
    },
    [start.plugin],
  )
  await bundle(hub, 'hub', {})
  return packages.list()
}

/** Everything that is loaded with a file: known once a bundle has loaded its modules. */
const findImported = (file: string): { readonly plugin: Plugin; readonly modules: ReadonlySet<string> } => {
  const modules = new Set<string>()
  const plugin: Plugin = {
    name: 'imported',
    buildEnd() {
      const waiting = [file]
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (modules.has(id)) continue
        modules.add(id)
        waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []))
      }
    },
  }
  return { plugin, modules }
}
