import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isOnPath, searchPath } from '../../on-path.ts'
import { collector, type Program, programCache, programs } from './programs.ts'

const builderManifest = join(import.meta.dirname, 'collector-builder.yaml')

const run = (cwd: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync('go', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, PATH: searchPath, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
  })
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${error ?? stderr.slice(-2_000)}`)
  return stdout
}

/** Builds from a copy of the module, with an empty page. */
const addPage = (folder: string, module: string, page: string): void => {
  const copy = join(folder, 'copy')
  cpSync(run(folder, 'list', '-m', '-f', '{{.Dir}}', module).trim(), copy, { recursive: true })
  run(folder, 'mod', 'edit', `-replace=${module}=${copy}`)
  // The cache of modules is read-only, and so is its copy.
  spawnSync('chmod', ['-R', 'u+w', copy])
  mkdirSync(join(copy, dirname(page)), { recursive: true })
  writeFileSync(join(copy, page), '')
}

const buildProgram = (program: Program, source: string, target: string): void => {
  run(source, 'mod', 'init', `plainsight.example/${program.name}`)
  const packages = program.commands.map((command) => `${program.module}/${command}`)
  run(source, 'get', '-tool', ...packages.map((name) => `${name}@${program.version}`))
  if (program.page) addPage(source, program.module, program.page)
  for (const [index, name] of packages.entries()) {
    const file = (index === 0 ? program.file : undefined) ?? basename(name)
    const tags = program.tags ? ['-tags', program.tags] : []
    run(source, 'build', '-trimpath', '-ldflags=-s -w', ...tags, '-o', join(target, file), name)
  }
}

const buildCollector = (source: string, target: string): void => {
  run(source, 'mod', 'init', 'plainsight.example/builder')
  run(source, 'get', '-tool', `go.opentelemetry.io/collector/cmd/builder@${collector.version}`)
  run(source, 'tool', 'builder', `--config=${builderManifest}`, '--skip-compilation')
  const file = join(target, collector.name)
  run(join(source, 'out'), 'build', '-trimpath', '-ldflags=-s -w', '-o', file, '.')
}

/**
 * Builds into a folder of its own and moves it into place when all of it is there, so that a build cut short leaves
 * nothing behind.
 */
const provide = (name: string, recipe: string, build: (source: string, target: string) => void): string => {
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12)
  const folder = join(programCache, `${name}-${process.platform}-${process.arch}-${key}`)
  if (existsSync(folder)) return folder
  const part = `${folder}.${process.pid}.part`
  const [source, target] = [join(part, 'source'), join(part, 'bin')]
  for (const path of [source, target]) mkdirSync(path, { recursive: true })
  const started = performance.now()
  console.log(`Building ${name} from the Go module proxy; a later run finds it built.`)
  try {
    build(source, target)
    // Somebody else may have been quicker.
    if (!existsSync(folder)) renameSync(target, folder)
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
  console.log(`Built ${name} in ${Math.round((performance.now() - started) / 1000)} s`)
  return folder
}

export const hasGo: boolean = isOnPath('go')

/** Folders of the built programs by name; builds what is not there yet. Takes some minutes on a new machine. */
export const providePrograms = (): Readonly<Record<string, string>> => {
  const built = programs.map((program: Program): [string, string] => [
    program.name,
    provide(program.name, JSON.stringify(program), (source, target) => buildProgram(program, source, target)),
  ])
  const manifest = readFileSync(builderManifest, 'utf8')
  return {
    ...Object.fromEntries(built),
    [collector.name]: provide(collector.name, manifest + collector.version, buildCollector),
  }
}
