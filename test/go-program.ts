import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath, searchPath } from './on-path.ts'
import { programCache } from './stack/programs/programs.ts'

/** Keyed by what it is made of, and put in place when it is whole. */
const build = (name: string, source: string): string => {
  const recipe = ['main.go', 'go.mod', 'go.sum'].map((file) => readFileSync(join(source, file), 'utf8')).join('\0')
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12)
  const program = join(programCache, `${name}-${process.platform}-${process.arch}-${key}`)
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

export type GoProgram = { readonly program: string } | { readonly missing: string }

/** A program of a test in Go, built at first use. */
export const openGoProgram = (name: string, source: string): GoProgram => {
  if (!isOnPath('go')) return { missing: 'go (https://go.dev/dl)' }
  try {
    return { program: build(name, source) }
  } catch (error) {
    return { missing: `packages of the Go module proxy: ${(error as Error).message.split('\n')[0]}` }
  }
}
