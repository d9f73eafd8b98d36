import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { root } from '../root.ts'

const built = pathToFileURL(join(root, 'dist/telemetry/create-telemetry.js')).href

/** A folder that goes away with the test. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-telemetry-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export type ProductOptions = {
  /** JavaScript of the options besides product, version and receiver. */
  readonly options?: string
  /** JavaScript that follows `const telemetry = createTelemetry(...)`. Default: a check, its result printed as JSON. */
  readonly code?: string
  readonly version?: string
  /** JavaScript of the receiver; the environment decides without it. */
  readonly receiver?: string | undefined
}

const printCheck = 'console.log(JSON.stringify(await telemetry.checkAndSend()))'

const toSource = ({ options = '', code = printCheck, version = '1.0.0', receiver }: ProductOptions): string =>
  `import { createTelemetry } from ${JSON.stringify(built)}
const telemetry = createTelemetry({ product: 'acme-cli', version: '${version}', ${receiver ? `receiver: ${receiver},` : ''} ${options} })
${code}`

export type RunOptions = {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly node?: readonly string[]
}

export type ProductEnd = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Only what a process needs, so that no variable of the tests' own environment decides anything. */
const toEnvironment = (home: string, env: RunOptions['env']): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  ...env,
})

/** A product of somebody else, in a home of its own, with the built `plainsight/telemetry`. */
export const createProduct = (defaults: ProductOptions = {}) => {
  const home = makeFolder()
  const folder = join(home, '.local/state/acme-cli/telemetry')
  const write = (options: ProductOptions): string => {
    const path = join(home, `product-${Math.random().toString(36).slice(2)}.mjs`)
    writeFileSync(path, toSource({ ...defaults, ...options }))
    return path
  }
  const startFile = (path: string, { args = [], env, node = [] }: RunOptions = {}): ChildProcess =>
    spawn(process.execPath, [...node, path, ...args], { cwd: home, env: toEnvironment(home, env) })
  const start = (options: ProductOptions = {}, how?: RunOptions): ChildProcess => startFile(write(options), how)
  const runFile = async (path: string, how?: RunOptions): Promise<ProductEnd> => {
    const child = startFile(path, how)
    child.stdin?.end()
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')])
    return { code, stdout, stderr }
  }
  const run = (options: ProductOptions = {}, how?: RunOptions): Promise<ProductEnd> => runFile(write(options), how)
  return {
    home,
    /** Where its telemetry keeps its state. */
    folder,
    write,
    start,
    run,
    runFile,
    /** Runs a check, and answers with its result. */
    check: async (
      options?: ProductOptions,
      how?: RunOptions,
    ): Promise<{ ping?: string; outcome: string; message?: string }> => {
      const { stdout, stderr, code } = await run(options, how)
      if (code !== 0 || stderr !== '') throw new Error(`the product ended with ${code}:\n${stderr}`)
      return JSON.parse(stdout)
    },
    files: (): readonly string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []),
    readState: (name: string): string => readFileSync(join(folder, name), 'utf8'),
    writeState: (name: string, content: string): void => writeFileSync(join(folder, name), content),
  }
}
