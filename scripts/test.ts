// `npm test`: installs what the suites need, builds, runs them all, and ends with one line of figures.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasGo, providePrograms } from '../test/stack/programs/build.ts'
import { provideTools } from './test-tools.ts'

const root = join(import.meta.dirname, '..')
const report = join(root, '.artifacts/vitest.json')

const run = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0

type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
}

const readReport = (): Report => JSON.parse(readFileSync(report, 'utf8')) as Report

mkdirSync(join(root, '.artifacts'), { recursive: true })
rmSync(report, { force: true })
const missing = provideTools()
// Before the suites, because the first time takes minutes; only if all suites run.
if (hasGo && process.argv.length === 2) providePrograms()
if (!run('npm', 'run', 'build')) throw new Error('The build failed; no test was run.')
const clean = run(
  process.execPath,
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
)
for (const { program, debian, suites } of missing)
  console.log(
    `NOT RUN: ${suites}: ${program} is missing. Install it (Debian: apt-get install ${debian}) and run npm test again.`,
  )
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = readReport()
// A file that fails before its first test, or missing tools in CI, must count as a failure.
const silent = clean || numFailedTests > 0 ? 0 : Math.max(1, numFailedTestSuites)
const leftOut = process.env.CI ? missing.length : 0
const failed = numFailedTests + silent + leftOut
console.log(`${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
