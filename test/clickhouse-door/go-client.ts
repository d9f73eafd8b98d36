import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath, searchPath } from '../on-path.ts'
import { programCache } from '../stack/programs/programs.ts'

const source = join(import.meta.dirname, 'go')

/** Keyed by what it is made of, and put in place when it is whole. */
const build = (): string => {
  const recipe = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(source, name), 'utf8')).join('\0')
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12)
  const program = join(programCache, `door-client-${process.platform}-${process.arch}-${key}`)
  if (existsSync(program)) return program
  mkdirSync(programCache, { recursive: true })
  const part = `${program}.${process.pid}.part`
  execFileSync('go', ['build', '-trimpath', '-o', part, '.'], {
    cwd: source,
    env: { ...process.env, PATH: searchPath, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    stdio: 'pipe',
  })
  renameSync(part, program)
  return program
}

export type GoClient = { readonly program: string } | { readonly missing: string }

/** A program that asks with clickhouse-go as Grafana's data source does; built at first use. */
export const openGoClient = (): GoClient => {
  if (!isOnPath('go')) return { missing: 'go (https://go.dev/dl)' }
  try {
    return { program: build() }
  } catch (error) {
    return { missing: `clickhouse-go from the Go module proxy: ${(error as Error).message.split('\n')[0]}` }
  }
}

export type GoJob = {
  readonly addr: string
  readonly user: string
  readonly password: string
  readonly database: string
  readonly compression: string
  readonly settings?: Readonly<Record<string, string | number>>
  readonly queries?: readonly string[]
  readonly insert?: { readonly sql: string; readonly rows: readonly (readonly unknown[])[] }
}

export type GoAnswer = {
  readonly columns: readonly string[] | null
  readonly types: readonly string[] | null
  readonly rows: readonly (readonly string[])[] | null
  readonly error?: string
  readonly code?: number
}

/** Connects, pings, asks each query, and inserts; one answer each, or one error when it cannot connect. */
export const runGoClient = (program: string, job: GoJob): Promise<readonly GoAnswer[]> =>
  new Promise((resolve, reject) => {
    const child = execFile(program, { maxBuffer: 1 << 28 }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as readonly GoAnswer[]),
    )
    child.stdin?.end(JSON.stringify(job))
  })
