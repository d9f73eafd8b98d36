import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )

/** Builds `dist` when a source of the agent is newer than it: the tests run what is shipped, in child processes. */
export const buildWhenStale = (): void => {
  const entry = join(root, 'dist/agent/register.cjs')
  const sources = Math.max(...['agent', 'config', 'privacy'].map((folder) => newest(join(root, 'src', folder))))
  if (existsSync(entry) && statSync(entry).mtimeMs > sources) return
  spawnSync('npm', ['run', '--silent', 'build:node'], { cwd: root, stdio: 'ignore' })
}
