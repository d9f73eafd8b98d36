// `npm start`: the example shop under the hook, with a little traffic, and the page. `npm start -- node my/app.js` runs
// that app instead.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { endWithNpm } from '../src/cli/npm-end.ts'

const root = join(import.meta.dirname, '..')
const shop = ['node', join(root, 'examples/shop/main.js')]

/** Build outputs, the scripts that build them, and arguments that silence messages for developers. */
const builds: readonly (readonly [missing: string, script: string, ...args: readonly string[]])[] = [
  ['dist/cli/main.js', 'build:node'],
  ['dist/dashboard/index.html', 'build:page', '--', '--logLevel', 'error'],
]

const buildWhatIsMissing = (): void => {
  for (const [file, script, ...args] of builds) {
    if (existsSync(join(root, file))) continue
    console.error(`plainsight: building (npm run ${script})`)
    const { status } = spawnSync('npm', ['run', '--silent', script, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) process.exit(status ?? 1)
  }
}

const startDev = (program: readonly string[], env: Readonly<Record<string, string>>): void => {
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'dev', '--', ...program], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (process.stdin.isTTY && signal === 'SIGINT' ? undefined : child.kill(signal)))
  }
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
}

endWithNpm(process.env)
buildWhatIsMissing()
const program = process.argv.slice(2)
if (program.length > 0) startDev(program, {})
else startDev(shop, { SHOP_QUIET: '1' })
