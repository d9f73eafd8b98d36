// `npm test`: provides what the suites need, builds, runs them all, and closes with one line of figures.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasGo, providePrograms } from '../test/stack/programs/build.ts'
import { provideTools } from './test-tools.ts'

const root = join(import.meta.dirname, '..')
const artifacts = join(root, '.artifacts')

/** One run of Vitest. */
type Lane = { readonly name: string; readonly args: readonly string[] }

/** Suites that wait for other programs most of their time: run beside the others, the whole takes little more than half. */
const waiting: readonly string[] = ['stack', 'whole', 'dist']

const chosen = process.argv.slice(2)
const lanes: readonly Lane[] =
  chosen.length > 0
    ? [{ name: 'chosen', args: chosen }]
    : [
        { name: 'busy', args: waiting.map((project) => `--project=!${project}`) },
        { name: 'waiting', args: waiting.map((project) => `--project=${project}`) },
      ]

type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
}

type Figures = { readonly passed: number; readonly failed: number; readonly skipped: number }

const toPath = ({ name }: Lane, ending: string): string => join(artifacts, `vitest-${name}.${ending}`)

/** Runs a lane; only the first writes to the terminal as it goes, the others into files. */
const startLane = async (lane: Lane, index: number): Promise<boolean> => {
  const report = toPath(lane, 'json')
  rmSync(report, { force: true })
  const log = index === 0 ? 'inherit' : openSync(toPath(lane, 'log'), 'w')
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ].concat(lane.args),
    { cwd: root, stdio: ['ignore', log, log] },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  if (typeof log === 'number') closeSync(log)
  return code === 0
}

/** A file that fails before its first test must not look green. */
const toFigures = (lane: Lane, isClean: boolean): Figures => {
  const report = JSON.parse(readFileSync(toPath(lane, 'json'), 'utf8')) as Report
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = report
  const silent = isClean || numFailedTests > 0 ? 0 : Math.max(1, numFailedTestSuites)
  return { passed: numPassedTests, failed: numFailedTests + silent, skipped: numPendingTests }
}

mkdirSync(artifacts, { recursive: true })
const missing = provideTools()
// Before the suites, since it takes minutes once; only where all of them run.
if (hasGo && chosen.length === 0) providePrograms()
if (spawnSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' }).status !== 0)
  throw new Error('The build failed; no test was run.')
const clean = await Promise.all(lanes.map(startLane))
for (const lane of lanes.slice(1)) process.stdout.write(readFileSync(toPath(lane, 'log')))
for (const { program, debian, suites } of missing)
  console.log(
    `NOT RUN: ${suites}: ${program} is missing. Install it (Debian: apt-get install ${debian}) and run npm test again.`,
  )
const figures = lanes.map((lane, index) => toFigures(lane, clean[index]!))
const sum = (of: keyof Figures): number => figures.reduce((total, lane) => total + lane[of], 0)
// Tools missing where nothing may be left out must not look green either.
const failed = sum('failed') + (process.env.CI ? missing.length : 0)
console.log(`${sum('passed')} passed, ${failed} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
