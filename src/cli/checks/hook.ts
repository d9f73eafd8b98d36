import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Environment } from '../../config/load.ts'
import { toNodeOptions, toProgramEnvironment } from '../program-environment.ts'
import type { Check, Finding } from './check.ts'

const timeoutMs = 15_000

/** An app that serves one request: the hook must send its span. */
const probe = `
const http = require('node:http')
const server = http.createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', () =>
  http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (answer) => answer.resume().on('end', () => server.close())))
`

/** Records which signals the probe sends. */
const startReceiver = async (): Promise<{ url: string; seen: Set<string>; stop: () => void }> => {
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    seen.add(request.url ?? '')
    request.resume().on('end', () => response.end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen, stop: () => server.close() }
}

const runProbe = async (env: Environment): Promise<string> => {
  const child = spawn(process.execPath, ['-e', probe], { env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  const errors: string[] = []
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  await once(child, 'close')
  clearTimeout(timer)
  return errors.join('').trim()
}

const toFinding = (seen: ReadonlySet<string>, stderr: string): Finding => {
  const name = 'Hook'
  if (seen.has('/v1/traces')) return { name, state: 'ok', message: 'a probe app sent its span' }
  const fix = `Run NODE_OPTIONS='${toNodeOptions(undefined)}' node app.js, and check stderr.`
  return { name, state: 'wrong', message: `a probe app sent no span${stderr ? `: ${stderr}` : ''}`, fix }
}

const toShellFinding = (options: string | undefined): Finding => {
  const name = 'Hook in this shell'
  if (/plainsight[^\s"]*register|agent\/register\.cjs/.test(options ?? '')) {
    return { name, state: 'ok', message: 'NODE_OPTIONS loads it' }
  }
  const fix = 'Use `plainsight dev -- ...`, or `node --require plainsight/register app.js`.'
  return { name, state: 'note', message: 'NODE_OPTIONS does not load it, so apps started here send nothing', fix }
}

/** Runs a small app under the hook, with nothing else loaded, against a receiver in this process. */
export const checkHook: Check = async ({ config, env }) => {
  const receiver = await startReceiver()
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('OTEL_')),
  )
  const stderr = await runProbe(toProgramEnvironment(clean, { url: receiver.url, config })).finally(receiver.stop)
  return [toFinding(receiver.seen, stderr), toShellFinding(env.NODE_OPTIONS)]
}
