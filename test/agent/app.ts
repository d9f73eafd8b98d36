import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { root } from '../root.ts'
import { buildWhenStale } from './build.ts'
import type { Receiver } from './receiver.ts'
import { findRuntime } from './runtimes.ts'

export type AppOptions = {
  /** Where its telemetry goes; undefined = nothing listens there. */
  readonly receiver?: Receiver
  /** How the hook is given; `none` = the app without it. */
  readonly hook?: 'require' | 'import' | 'NODE_OPTIONS' | 'none'
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Ending of the file. */
  readonly kind?: 'cjs' | 'mjs' | 'mts'
  readonly nodeArgs?: readonly string[]
  /** Binary of the runtime; default is the one under test. */
  readonly node?: string
  /** Packages that the app finds under another name than they lie here: `{ express: 'express4' }`. */
  readonly packages?: Readonly<Record<string, string>>
  /** Folder of `registry-package.ts` whose packages the app finds before ours. */
  readonly beside?: string
}

/** An app in its own process. */
export type App = {
  readonly child: ChildProcess
  /** Port that the app wrote as `PORT <n>` on its stdout. */
  readonly port: Promise<number>
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/**
 * The runtime under test: the one that runs the tests, unless the matrix (`vitest.config.ts`) names another version.
 */
const toNode = (version: string | undefined): string => {
  if (version === undefined) return process.execPath
  const found = findRuntime(version)
  if (found === undefined) throw new Error(`Node ${version} is not in .cache/nodes and could not be fetched`)
  return found
}

export const node: string = toNode(process.env.PLAINSIGHT_TEST_RUNTIME)

export const register: string = join(root, 'dist/agent/register.cjs')

const hookArguments = (hook: AppOptions['hook']): string[] => {
  if (hook === 'import') return ['--import', `file://${register}`]
  return hook === 'require' || hook === undefined ? ['--require', register] : []
}

/**
 * Environment of a hooked app: short delays, time to deliver at the end on a busy machine, no Prometheus port, nothing
 * of the tests' own settings.
 */
export const appEnvironment = (options: AppOptions): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_BLRP_SCHEDULE_DELAY: '50',
  PLAINSIGHT_SHUTDOWN_MS: '5000',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_EXPORTER_OTLP_ENDPOINT: options.receiver?.url ?? 'http://127.0.0.1:1',
  ...(options.hook === 'NODE_OPTIONS' ? { NODE_OPTIONS: `--require ${register}` } : {}),
  ...options.env,
})

/** Starts the code as an app of its own. It lies below the repository, so that it finds the libraries. */
export const startApp = (code: string, options: AppOptions = {}): App => {
  buildWhenStale()
  const folder = mkdtempSync(join(options.beside ?? join(root, 'node_modules'), '.plainsight-test-'))
  const file = join(folder, `app.${options.kind ?? 'cjs'}`)
  writeFileSync(file, code)
  for (const [name, installed] of Object.entries(options.packages ?? {})) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    cpSync(join(root, 'node_modules', installed), join(folder, 'node_modules', name), { recursive: true })
  }
  return startFile(file, { ...options, folder })
}

export const startFile = (file: string, options: AppOptions & { readonly folder?: string } = {}): App => {
  const args = [...hookArguments(options.hook), ...(options.nodeArgs ?? []), file, ...(options.args ?? [])]
  const child = spawn(options.node ?? node, args, { cwd: dirname(file), env: appEnvironment(options) })
  const text = { out: '', err: '' }
  const ended = new Promise<Awaited<App['ended']>>((resolve) => {
    child.on('close', (code, signal) => {
      if (options.folder) rmSync(options.folder, { recursive: true, force: true })
      resolve({ code, signal })
    })
  })
  const port = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text.out += chunk
      const match = /PORT (\d+)/.exec(text.out)
      if (match) resolve(Number(match[1]))
    })
    void ended.then(() => reject(new Error(`the app ended before it listened: ${text.out}${text.err}`)))
  })
  port.catch(() => undefined)
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk
  })
  return {
    child,
    port,
    ended,
    stdout: () => text.out,
    stderr: () => text.err,
    stop: (signal = 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
}

export type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }

/** One request on a connection of its own. */
export const send = (
  port: number,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = options.body === undefined ? 'GET' : 'POST', headers, body } = options
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
