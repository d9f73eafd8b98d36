import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { root } from '../root.ts'
import { register, send, startApp } from './app.ts'
import { buildWhenStale } from './build.ts'
import { apps } from './frameworks/apps.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { findPackage } from './registry-package.ts'
import { findRuntime, runtimes } from './runtimes.ts'

const commonJs = apps.find(({ name }) => name === 'Express 5')?.code ?? ''
const hono = apps.find(({ name }) => name.startsWith('Hono'))?.code ?? ''
const esm = commonJs
  .replace("const { trace } = require('@opentelemetry/api')", "import { trace } from '@opentelemetry/api'")
  .replace("const express = require('express')", "import express from 'express'")

describe.each(runtimes)('Node %s', (version) => {
  let receiver: Receiver
  let node: string | undefined
  beforeAll(async () => {
    receiver = await openReceiver()
    node = findRuntime(version)
  }, 200_000)
  afterAll(() => receiver.close())

  test.each([
    ['require', 'cjs', commonJs],
    ['import', 'cjs', commonJs],
    ['require', 'mjs', esm],
    ['import', 'mjs', esm],
    ['NODE_OPTIONS', 'mjs', hono],
  ] as const)(
    'by --%s, a %s app: routes, context after a body, a clean stderr, an end by signal',
    async (hook, kind, code) => {
      if (node === undefined) throw new Error(`Node ${version} is not in .cache/nodes and could not be fetched`)
      const app = startApp(code, { receiver, hook, kind, node })
      const port = await app.port
      const got = await send(port, '/api/orders/42')
      const posted = await send(port, '/api/orders', { body: '{}', headers: { 'content-type': 'application/json' } })
      const boom = await send(port, '/api/boom')
      const ids = [got, posted, boom].map((answer) => answer.headers['x-request-id'])
      const find = (id: unknown) => receiver.serverSpans().find((span) => span.attributes.request_id === id)
      await receiver.waitFor(() => ids.every(find))
      expect(find(ids[0])?.name).toBe('GET /api/orders/:id')
      const { traceId } = find(ids[1]) ?? {}
      expect(JSON.parse(posted.body)).toEqual({ first: traceId, later: traceId })
      expect(find(ids[2])).toMatchObject({
        name: 'GET /api/boom',
        status: { code: 2 },
        events: [{ name: 'exception' }],
      })
      expect(await app.stop('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' })
      expect(app.stderr()).toBe('')
    },
  )
})

test('a Node that is too old runs the app as it is, and the hook says once what it needs', async () => {
  const node = findRuntime('20.18.0')
  if (node === undefined) throw new Error('Node 20.18.0 is not in .cache/nodes and could not be fetched')
  const app = startApp("console.log('ran')", { node })
  expect(await app.ended).toEqual({ code: 0, signal: null })
  expect(app.stdout()).toBe('ran\n')
  expect(app.stderr()).toBe('plainsight: not started: it needs Node 22.15 or newer, this is 20.18.0\n')
}, 200_000)

describe.each([
  ['Bun', '@oven/bun-linux-x64', '1.4.5', 'bin/bun', [], 'Run the app with Node'],
  ['Deno', '@deno/linux-x64-glibc', '2.9.6', 'deno', ['run', '-A'], 'OTEL_DENO=true'],
] as const)('%s', (name, from, version, file, run, advice) => {
  test.each([
    ['by the hook', ['--preload', register], "console.log('ran')"],
    ['by start()', [], `import { start } from '${join(root, 'dist/index.js')}'; start(); start(); console.log('ran')`],
  ] as const)(
    '%s: the app runs, and one line says what to do instead',
    (_, hook, code) => {
      buildWhenStale()
      const folder = findPackage(from, version, name.toLowerCase())
      if (folder === undefined) throw new Error(`${name} is not in .cache and could not be fetched`)
      // As users have it: Deno looks for packages in folders only where the app has a package.json and node_modules.
      const project = mkdtempSync(join(tmpdir(), 'plainsight-runtime-'))
      mkdirSync(join(project, 'node_modules'))
      writeFileSync(join(project, 'package.json'), '{}')
      onTestFinished(() => rmSync(project, { recursive: true, force: true }))
      const app = join(project, `app.${code.startsWith('import') ? 'mjs' : 'cjs'}`)
      writeFileSync(app, code)
      const { status, stdout, stderr } = spawnSync(join(folder, file), [...run, ...hook, app], {
        cwd: project,
        encoding: 'utf8',
      })
      expect([status, stdout]).toEqual([0, 'ran\n'])
      expect(stderr).toMatch(
        new RegExp(`^plainsight: not started: it is for Node, and this is ${name} ${version}\\. .*\n$`),
      )
      expect(stderr).toContain(advice)
    },
    200_000,
  )
})
