// Programs that some suites need beyond npm. Installed when this is root on a Debian-like system; else those suites are named as not run.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

type Tool = { readonly program: string; readonly debian: string; readonly suites: string }

const tools: readonly Tool[] = [
  { program: 'chromium', debian: 'chromium', suites: 'page (the web page in a real browser)' },
  { program: 'prometheus', debian: 'prometheus', suites: 'metrics scraped by a real Prometheus' },
  { program: 'python3', debian: 'python3', suites: "OTLP sent by Python's OpenTelemetry SDK" },
]

const isThere = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const canInstall = (): boolean => process.getuid?.() === 0 && isThere('apt-get')

const install = (packages: readonly string[]): void => {
  console.log(`Installing for the tests: ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (args: readonly string[]): number | null =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status
  run(['update', '-qq'])
  run(['install', '-y', '-qq', '--no-install-recommends', ...packages])
}

/** Makes sure of the tools, and answers which are still missing. */
export const provideTools = (): readonly Tool[] => {
  const missing = tools.filter(({ program }) => !isThere(program))
  if (missing.length > 0 && canInstall()) install(missing.map(({ debian }) => debian))
  return tools.filter(({ program }) => !isThere(program))
}
