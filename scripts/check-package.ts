// Checks the packed tarball as npm would publish it: publint and attw must report no errors, and the size must be
// within budget.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
/** Maximum size of the tarball in bytes, including everything bundled. */
const budget = 1.5 * 1024 * 1024

const run = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0

const folder = mkdtempSync(join(tmpdir(), 'plainsight-pack-'))
try {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder])
  const tarball = join(folder, readdirSync(folder)[0] ?? '')
  const { size } = statSync(tarball)
  console.log(`tarball: ${size} bytes of ${budget}`)
  const shape = run('node_modules/.bin/publint', ['--strict', tarball])
  const types = run('node_modules/.bin/attw', [tarball, '--profile', 'esm-only'])
  process.exitCode = packed && shape && types && size <= budget ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
