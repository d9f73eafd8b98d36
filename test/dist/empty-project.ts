import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../root.ts'

export type EmptyProject = {
  readonly folder: string
  /** Writes a file of the project and returns its path. */
  write(name: string, content: string): string
  /** Installs further packages, as `name@version`. */
  install(...packages: readonly string[]): void
  remove(): void
}

const npm = (folder: string, ...args: readonly string[]): string =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Packs this package as npm would publish it and installs the tarball into a new project outside the repository. */
export const createEmptyProject = (): EmptyProject => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-project-'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "my-service", "private": true }')
  npm(root, 'pack', '--silent', '--pack-destination', folder)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  npm(folder, 'install', '--no-audit', '--no-fund', `./${tarball}`)
  return {
    folder,
    write: (name, content) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
    install: (...packages) => void npm(folder, 'install', '--no-audit', '--no-fund', ...packages),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Bytes of all files below a folder. */
export const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
