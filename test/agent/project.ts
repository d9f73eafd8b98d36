import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../root.ts'
import type { App, AppOptions } from './app.ts'
import { startFrom } from './watch.ts'

/** Starts an ES module in a project of its own, which has plainsight and `packages`: folders by their names. */
export const startInProject = (
  code: string,
  { packages = {}, ...options }: Omit<AppOptions, 'packages'> & { readonly packages?: Record<string, string> } = {},
): App => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-project-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const own = join(folder, 'node_modules/plainsight')
  mkdirSync(own, { recursive: true })
  cpSync(join(root, 'dist/agent'), join(own, 'dist/agent'), { recursive: true })
  cpSync(join(root, 'dist/index.js'), join(own, 'dist/index.js'))
  cpSync(join(root, 'package.json'), join(own, 'package.json'))
  const needed = Object.fromEntries(
    ['@opentelemetry/api', 'pino'].map((name) => [name, join(root, 'node_modules', name)]),
  )
  for (const [name, installed] of Object.entries({ ...needed, ...packages })) {
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(installed, place)
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', version: '1.4.2' }))
  writeFileSync(join(folder, 'app.mjs'), code)
  const nodeArgs = options.hook === 'none' ? [] : ['--require', join(own, 'dist/agent/register.cjs')]
  return startFrom(join(folder, 'app.mjs'), { ...options, hook: 'none', nodeArgs })
}
