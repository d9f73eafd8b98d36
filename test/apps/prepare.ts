import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { node } from '../agent/app.ts'
import type { AppCase } from './app-case.ts'

/** Outside of the repository, where an application finds nothing but what it was installed with. */
const cache = process.env.PLAINSIGHT_TEST_APPS ?? join(homedir(), '.cache/plainsight-test-apps')

const run = (folder: string, program: string, ...args: readonly string[]): void => {
  const env = { ...process.env, NODE_ENV: 'production', PATH: `${dirname(node)}:${process.env.PATH}` }
  try {
    execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe', timeout: 240_000 })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${args.join(' ')} failed: ${stdout}${stderr}`, { cause: error })
  }
}

export const writeFiles = (folder: string, files: AppCase['files']): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true })
    const file = join(folder, name)
    // What has not changed keeps its time, which servers answer.
    if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content)
  }
}

/** Installs and builds an application, once for as long as nothing of it changes, and returns its folder. */
export const prepareApp = ({ name, packages, files, build }: AppCase): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([packages, files, build]))
    .digest('hex')
  const folder = join(cache, `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${digest.slice(0, 12)}`)
  const done = join(folder, '.prepared')
  if (existsSync(done)) return folder
  writeFiles(folder, { 'package.json': '{ "name": "real-app", "version": "1.0.0", "private": true }', ...files })
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--save-exact']
  run(folder, 'npm', 'install', ...quiet, ...packages)
  if (build) run(folder, node, ...build)
  writeFileSync(done, '')
  return folder
}
