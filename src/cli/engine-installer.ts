import { spawn } from 'node:child_process'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readEnvironment } from '../config/load.ts'
import { engineVersion } from '../engine/engine-path.ts'
import { PlainsightError } from '../errors.ts'

/** Disk space of chDB, for the prompt and the progress bar. */
export const engineMegabytes = 548

const barWidth = 30
const redrawMs = 250

const toFolderBytes = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const toBar = (megabytes: number): string => {
  const share = Math.min(1, megabytes / engineMegabytes)
  const filled = Math.round(share * barWidth)
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.round(megabytes)} of about ${engineMegabytes} MB`
}

/** Shows the progress until it is stopped. Only in a terminal. */
const startBar = (folder: string): (() => void) => {
  if (!process.stderr.isTTY) return () => undefined
  let stopped = false
  const draw = async (): Promise<void> => {
    const bytes = await toFolderBytes(folder)
    if (stopped) return
    process.stderr.write(`\r${toBar(bytes / 1_000_000)}`)
    setTimeout(() => void draw(), redrawMs).unref()
  }
  void draw()
  return () => {
    stopped = true
    process.stderr.write(`\r${toBar(engineMegabytes)}\n`)
  }
}

const runNpm = (folder: string): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve) => {
    // chDB comes built, so no install script needs to run. npm must not load the hook.
    const { NODE_OPTIONS: _, ...env } = readEnvironment()
    const flags = [
      '--prefix',
      folder,
      '--ignore-scripts',
      '--save-exact',
      '--no-audit',
      '--no-fund',
      '--loglevel',
      'error',
    ]
    const npm = spawn('npm', ['install', ...flags, `chdb@${engineVersion}`], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => output.push(String(chunk)))
    npm.once('error', (error) => resolve({ code: null, output: error.message }))
    npm.once('close', (code) => resolve({ code, output: output.join('') }))
  })

/**
 * Installs the pinned chDB into the per-user folder with the machine's npm. Safe to run again: the folder appears only
 * when it is complete, since half of a library crashes the process that loads it.
 * @throws PlainsightError `ENGINE_INSTALL_FAILED` with npm's own message
 */
export const installEngine = async (folder: string): Promise<void> => {
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  const stopBar = startBar(part)
  const { code, output } = await runNpm(part).finally(stopBar)
  if (code !== 0) throw new PlainsightError('ENGINE_INSTALL_FAILED', { folder, reason: output.trim() })
  rmSync(folder, { recursive: true, force: true })
  renameSync(part, folder)
}
