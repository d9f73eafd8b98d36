import { describe, expect, test } from 'vitest'
import { runBoth } from './end-of-app.ts'
import { receiver } from './watch.ts'

const exits = "process.on('exit', (code) => console.log('exit', code))"

/** Scripts that never serve: some leave something to send (what they write), some do not. */
const scripts: readonly (readonly [name: string, code: string])[] = [
  ...['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'].map(
    (signal) => [`${signal} to itself, as the last statement`, `process.kill(process.pid, '${signal}')`] as const,
  ),
  ['SIGTERM to itself, after a line', "console.log('line'); process.kill(process.pid, 'SIGTERM')"],
  ['SIGKILL to itself, after a line', "console.log('line'); process.kill(process.pid, 'SIGKILL')"],
  [
    'a signal to itself that it handles',
    `${exits}; process.on('SIGTERM', () => console.log('heard')); process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 100)`,
  ],
  ['a signal to itself with work still going on', "setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20)"],
  ['a beforeExit listener', "process.on('beforeExit', (code) => console.log('before', code))"],
  [
    'a beforeExit listener that finds more to do',
    `${exits}; let left = 3; process.on('beforeExit', () => { console.log('before', left); if (left-- > 0) setTimeout(() => console.log('more'), 5) })`,
  ],
  [
    'beforeExit listeners counted',
    "console.log(process.listenerCount('beforeExit'), process.eventNames().includes('beforeExit'))",
  ],
  ['an exit code set by beforeExit', `${exits}; process.on('beforeExit', () => { process.exitCode = 6 })`],
  ['an exit code set while exiting', "process.on('exit', () => { process.exitCode = 7 })"],
  ['an exit code set last', "console.log('line'); process.exitCode = 8"],
  ['process.exit without a code after one was set', 'process.exitCode = 9; setImmediate(() => process.exit())'],
  ['process.exit in an exit listener', "process.on('exit', () => process.exit(4)); console.log('line')"],
  ['process.exit in a beforeExit listener', `${exits}; process.on('beforeExit', () => process.exit(5))`],
  ['a throw in an exit listener', "process.on('exit', () => { throw new Error('thrown') })"],
  ['a throw in a beforeExit listener', "process.on('beforeExit', () => { throw new Error('thrown') })"],
  ['nothing at all', ''],
]

describe('a script ends as it would without the hook', () => {
  test.each(scripts)('%s', async (_, code) => {
    const [cjs, mjs] = await Promise.all([
      runBoth(code, { receiver, kind: 'cjs' }),
      runBoth(code, { receiver, kind: 'mjs' }),
    ])
    expect(cjs.hooked).toEqual(cjs.bare)
    expect(mjs.hooked).toEqual(mjs.bare)
  })

  test('process.abort', async () => {
    const { bare, hooked } = await runBoth("console.log('line'); process.abort()", { receiver })
    expect(bare.signal).toBe('SIGABRT')
    // Node prints the native stack, with the hook's part in the loading of the app.
    expect(hooked).toEqual({ ...bare, err: expect.any(String) })
  })

  test('an await that never ends', async () => {
    const { bare, hooked } = await runBoth("console.log('line'); await new Promise(() => {})", {
      receiver,
      kind: 'mjs',
    })
    expect(bare.code).toBe(13)
    expect(hooked).toEqual(bare)
  })
})

test('what a script wrote last arrives', async () => {
  const code = "process.on('beforeExit', () => console.log('in beforeExit')); console.log('first')"
  await runBoth(code, { receiver })
  expect(receiver.logs.map(({ body }) => body)).toEqual(['first', 'in beforeExit'])
})
