import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli, startCli } from './cli.ts'
import { useSharedHub } from './fixtures.ts'
import { startInTerminal } from './terminal.ts'

const hub = useSharedHub()

test('the program has our stdin, and its own flags', async () => {
  const echo = startCli(['dev', ...hub, '--', 'node', '-e', 'process.stdin.pipe(process.stdout)'])
  echo.child.stdin?.end('typed by hand')
  expect((await echo.ended).stdout).toBe('typed by hand')
  const version = await runCli(['dev', ...hub, 'node', '--version'])
  expect(version.stdout.trim()).toBe(process.version)
})

const ends: readonly (readonly [string, string, { code: number | null; signal: string | null }])[] = [
  ['its end', '', { code: 0, signal: null }],
  ['process.exit(3)', 'process.exit(3)', { code: 3, signal: null }],
  ['an uncaught error', 'throw new Error("mine")', { code: 1, signal: null }],
  ['SIGKILL', 'process.kill(process.pid, "SIGKILL")', { code: null, signal: 'SIGKILL' }],
  ['SIGTERM', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000)', { code: null, signal: 'SIGTERM' }],
  ['abort, without a second core file', 'process.abort()', { code: 134, signal: null }],
]
test.each(ends)('dev ends as its program does: %s', async (_, script, end) => {
  expect(await runCli(['dev', ...hub, '--', 'node', '-e', script])).toMatchObject(end)
})

test.each([
  ['does not exist', 'no-such-program', 127, 'There is no program no-such-program'],
  ['cannot be run', './notes.txt', 126, './notes.txt cannot be run'],
])('a program that %s is said so, with the exit code of shells', async (_, program, code, sentence) => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'notes.txt'), 'no program')
  chmodSync(join(cwd, 'notes.txt'), 0o644)
  const dev = await runCli(['dev', ...hub, '--', program], { cwd })
  expect(dev.code).toBe(code)
  expect(dev.stderr).toContain(`plainsight: ${sentence}`)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)('%s reaches the program, once', async (signal) => {
  const script = `let n = 0; process.on('${signal}', () => { console.log('got ' + ++n); setTimeout(() => process.exit(9), 300) })
    setInterval(() => {}, 1000); console.log('started')`
  const dev = startCli(['dev', ...hub, '--', 'node', '-e', script])
  await dev.waitFor('started')
  dev.child.kill(signal)
  expect(await dev.ended).toMatchObject({ code: 9, stdout: 'started\ngot 1\n' })
})

test.skipIf(process.platform !== 'linux')(
  'Ctrl-C in a terminal reaches the program once, and it is asked nothing twice',
  async () => {
    const cwd = makeFolder()
    const script = `let n = 0; process.on('SIGINT', () => { console.log('got ' + ++n); setTimeout(() => process.exit(9), 300) })
    setInterval(() => {}, 1000); console.log('started ' + process.stdin.isTTY)`
    writeFileSync(join(cwd, 'app.js'), script)
    const dev = startInTerminal(['dev', ...hub, '--', 'node', 'app.js'], { cwd })
    await dev.waitFor('started true')
    dev.child.stdin?.write('\u0003')
    const { code, stdout } = await dev.ended
    expect(code).toBe(9)
    expect(stdout.match(/got \d/g)).toEqual(['got 1'])
    expect(stdout).toContain(`plainsight: the page is still at http://127.0.0.1:${hub[1]}`)
  },
)
