import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { cleanEnvironment, cliPath, makeFolder } from './cli.ts'

/** An app of the user: answers one route, says so on stdout, and prints its port first. */
const app = `
const http = require('node:http')
const server = http.createServer((request, response) => {
  console.log('asked for ' + request.url)
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => console.log('app on ' + server.address().port))
`

/** A folder with the app in it, as `app.js`. */
export const makeApp = (): string => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'package.json'), '{ "name": "my-app" }')
  writeFileSync(join(cwd, 'app.js'), app)
  return cwd
}

export type Trace = {
  readonly traceId: string
  readonly durationMs: number
  readonly rootService: string
  readonly rootName: string
  readonly services: readonly string[]
}

/** Waits until the API of a hub shows a trace like this. */
export const findTrace = (hub: string, isIt: (trace: Trace) => boolean): Promise<Trace> =>
  eventually('the trace', async () => {
    const to = Date.now() + 60_000
    const answer = await fetch(`${hub}/api/query/private/traces-search?from=${to - 600_000}&to=${to}&limit=200`)
    if (!answer.ok) throw new Error(`the API answered ${answer.status}: ${await answer.text()}`)
    return ((await answer.json()) as { traces: Trace[] }).traces.find(isIt)
  })

/** One hub for all tests of a file, where the hub is not what is tested. Returns the flags that lead `dev` to it. */
export const useSharedHub = (): readonly string[] => {
  const flags = ['--port', '']
  const cwd = mkdtempSync(join(tmpdir(), 'plainsight-hub-'))
  let stop = async (): Promise<void> => undefined
  beforeAll(async () => {
    const port = `${await findFreePort()}`
    const hub = spawn(process.execPath, [cliPath, 'up', '--port', port], {
      cwd,
      env: cleanEnvironment(),
      stdio: 'ignore',
    })
    const ended = once(hub, 'exit')
    stop = async () => {
      hub.kill('SIGTERM')
      await ended
    }
    await eventually('the hub', () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ ok }) => ok,
        () => undefined,
      ),
    )
    flags[1] = port
  })
  afterAll(async () => {
    await stop()
    rmSync(cwd, { recursive: true, force: true, maxRetries: 5 })
  })
  return flags
}

/** A program that stands for the one that opens browsers: it writes what it was asked to open. */
export const makeOpener = (): { readonly path: string; readonly opened: () => string } => {
  const folder = makeFolder()
  const file = join(folder, 'opened')
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$@" >> '${file}'\n`, { mode: 0o755 })
  }
  return {
    path: `${folder}${delimiter}${process.env.PATH}`,
    opened: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
  }
}
