import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { listContext } from './context.ts'
import { type Dockerfile, expand, type Instruction, parseAssignments, parseExec } from './dockerfile.ts'
import { nodeFolder, runInRoot } from './root-fs.ts'

export type Image = {
  /** Folder of what its steps made, over the base. */
  readonly files: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly workdir: string
  /** Entry point and command. */
  readonly argv: readonly string[]
  readonly healthcheck: readonly string[]
}

type Args = Readonly<Record<string, string>>

export type Builder = {
  /** Builds a stage, and those that it needs, unless that was done before. */
  build(target: string, args?: Args): Image
}

export type BuilderOptions = {
  readonly dockerfile: Dockerfile
  /** The repository. */
  readonly root: string
  readonly scratch: string
  /** Folder of npm's cache on this machine, for what the Dockerfile mounts a cache for. */
  readonly npmCache: string
}

type Step = { readonly image: Image; readonly args: Args; readonly entrypoint: readonly string[] }

/** What our base image brings: Debian and Node, here those of this machine. */
const machine: Image = {
  files: '',
  env: { PATH: `${nodeFolder}:${process.env.PATH ?? ''}` },
  user: '0:0',
  workdir: '/',
  argv: [],
  healthcheck: [],
}

/** How npm on this machine reaches its registry. */
const ofNetwork = /^(npm_config_(registry|cafile|userconfig)|https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i
const network = Object.fromEntries(Object.entries(process.env).filter(([name]) => ofNetwork.test(name)))

/** Files of another stage are links to the same bytes, so nothing is written into one that is there. */
const copyTree = (from: string, to: string, ...flags: readonly string[]): void => {
  mkdirSync(dirname(to), { recursive: true })
  execFileSync('cp', ['-a', '--remove-destination', '-T', ...flags, from, to])
}

const copy = (image: Image, { flags, text }: Instruction, source: string): void => {
  const words = text.split(/\s+/)
  const last = words.pop() ?? ''
  const to = join(image.files, resolve(image.workdir, last))
  for (const word of words) {
    const from = join(source, word)
    copyTree(from, statSync(from).isFile() && last.endsWith('/') ? join(to, basename(from)) : to)
  }
  if (flags.chown) execFileSync('chown', ['-R', flags.chown, to])
}

const run = ({ image, args }: Step, { flags, text }: Instruction, options: BuilderOptions): void => {
  const { files, env, user, workdir } = image
  const cache = /target=([^,]+)/.exec(flags.mount ?? '')?.[1]
  if (cache) mkdirSync(join(files, cache), { recursive: true })
  runInRoot({
    scratch: options.scratch,
    files,
    isWritable: true,
    volumes: cache ? { [options.npmCache]: cache } : {},
    user,
    env: { HOME: '/root', ...network, ...args, ...env } as Record<string, string>,
    workdir,
    argv: ['/bin/sh', '-c', text],
  })
}

/** Instructions that only say something of the image. */
const describe = (step: Step, { keyword, text }: Instruction, given: Args): Step => {
  const { image, args } = step
  const known = { ...args, ...image.env }
  const withImage = (changes: Partial<Image>): Step => ({ ...step, image: { ...image, ...changes } })
  switch (keyword) {
    case 'ARG':
      return { ...step, args: { ...args, ...parseAssignments(expand(text, known)), ...given } }
    case 'ENV':
      return withImage({ env: { ...image.env, ...parseAssignments(expand(text, known)) } })
    case 'WORKDIR':
      mkdirSync(join(image.files, text), { recursive: true })
      return withImage({ workdir: text })
    case 'USER':
      return withImage({ user: text })
    case 'HEALTHCHECK':
      return withImage({ healthcheck: parseExec(text.replace(/^CMD\s+/, '')) ?? [] })
    case 'ENTRYPOINT':
      return { ...step, entrypoint: parseExec(text) ?? [] }
    case 'CMD':
      return withImage({ argv: [...step.entrypoint, ...(parseExec(text) ?? [])] })
    default:
      return step
  }
}

/** Builds the images of a Dockerfile without Docker, by doing what it says over this machine's root. */
export const createBuilder = (options: BuilderOptions): Builder => {
  const { dockerfile, root, scratch } = options
  const built = new Map<string, Image>()
  const context = mkdtempSync(join(scratch, 'context-'))
  for (const file of listContext(root)) cpSync(join(root, file), join(context, file))

  const take = (step: Step, instruction: Instruction, given: Args): Step => {
    const { keyword, flags } = instruction
    if (keyword === 'COPY') copy(step.image, instruction, flags.from ? build(flags.from, given).files : context)
    if (keyword === 'RUN') run(step, instruction, options)
    return describe(step, instruction, given)
  }

  const build = (name: string, given: Args = {}): Image => {
    const stage = dockerfile.stages.find((each) => each.name === name)
    if (!stage) return machine
    const from = expand(stage.from, { ...dockerfile.args, ...given })
    const ready = built.get(`${name} from ${from}`)
    if (ready) return ready
    const base = build(from, given)
    const files = mkdtempSync(join(scratch, `${name}-`))
    if (base.files !== '') copyTree(base.files, files, '--link')
    const first: Step = { image: { ...base, files }, args: {}, entrypoint: [] }
    const { image } = stage.instructions.reduce((step, instruction) => take(step, instruction, given), first)
    built.set(`${name} from ${from}`, image)
    return image
  }
  return { build }
}
