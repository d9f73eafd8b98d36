/** Whose code a frame is: the app's, an installed package's, or the runtime's. */
export type FrameOwner = 'app' | 'package' | 'runtime'

export type StackFrame = {
  readonly kind: 'frame'
  readonly owner: FrameOwner
  /** `async` and `new` included; empty for code outside any function. */
  readonly name: string
  /** Path as it was written, without the scheme of a file. */
  readonly path: string
  /** `:line:column`, or what of it there is, and the bracket that may follow it. */
  readonly position: string
  /** Name of the package, `node` for the runtime. */
  readonly origin: string
  readonly indent: number
}

/** A line that is no frame: the message, a cause, a property of the error. */
export type StackText = { readonly kind: 'text'; readonly text: string }

export type StackLine = StackFrame | StackText

const placePattern = /^(?<path>.*?)(?<position>(?::\d+){1,2})?$/

// `at name (place)` or `at place`: V8, and with other places the JVM and .NET. A bracket opens the properties of the
// error.
const framePattern = /^(?<indent>\s*)at (?:(?<name>.+?) ?\((?<inner>.*)\)|(?<bare>.+?))(?<brace> \{)?$/

const lastFolder = '/node_modules/'

const packageOf = (path: string): string => {
  const inside = path.slice(path.lastIndexOf(lastFolder) + lastFolder.length)
  const [first = '', second = ''] = inside.split('/', 2)
  return first.startsWith('@') ? `${first}/${second}` : first
}

const runtimeNames = /^(?:java\.base\/|java\.|javax\.|jdk\.|sun\.)/

const toOwner = (path: string, name: string): Pick<StackFrame, 'owner' | 'origin'> => {
  if (path.includes(lastFolder)) return { owner: 'package', origin: packageOf(path) }
  if (path.startsWith('node:') || path === '<anonymous>' || path === 'native')
    return { owner: 'runtime', origin: 'node' }
  return runtimeNames.test(name) ? { owner: 'runtime', origin: 'java' } : { owner: 'app', origin: '' }
}

/** No frame is longer; a pattern would need too long for a text of no end. */
const maxFrameLength = 2000

const parseLine = (text: string): StackLine => {
  const found = text.length > maxFrameLength ? undefined : framePattern.exec(text)?.groups
  const place = found?.inner ?? found?.bare ?? ''
  const { path = '', position = '' } = placePattern.exec(place)?.groups ?? {}
  // Words behind "at" that name no place are part of a message.
  if (!found || (found.inner === undefined && position === '')) return { kind: 'text', text }
  const plain = path.replaceAll('\\', '/').replace(/^(?:async )?(?:file:\/\/)?/, '')
  const name = found.name ?? (path.startsWith('async ') ? 'async' : '')
  return {
    kind: 'frame',
    ...toOwner(plain, name),
    name,
    path: plain,
    position: position + (found.brace ?? ''),
    indent: found.indent?.length ?? 0,
  }
}

/** The lines of a stack trace. Lines of a kind that is not known stay as they are. */
export const parseStack = (text: string): readonly StackLine[] => text.trimEnd().split('\n').map(parseLine)

/** Folder that a frame counts for: of a package the one that it is installed in. */
const folderOf = ({ owner, path }: StackFrame): readonly string[] | undefined => {
  if (owner === 'runtime' || !/^(?:\/|[A-Za-z]:\/)/.test(path)) return undefined
  const end = owner === 'package' ? path.indexOf(lastFolder) : path.lastIndexOf('/')
  return path.slice(0, end).split('/')
}

/**
 * The path that all files of the app, and the packages that it is installed with, have in common; with its last slash.
 */
export const commonFolder = (lines: readonly StackLine[]): string => {
  const folders = lines
    .flatMap((line) => (line.kind === 'frame' ? [folderOf(line)] : []))
    .filter((each) => each !== undefined)
  const [first = [], ...rest] = folders
  const differs = first.findIndex((part, index) => rest.some((folder) => folder[index] !== part))
  const common = differs < 0 ? first : first.slice(0, differs)
  return common.length > 1 ? `${common.join('/')}/` : ''
}

/** A path as it is shown: of a package what follows its name, of the app what follows the common folder. */
export const toShownPath = ({ owner, path, origin }: StackFrame, folder: string): string => {
  if (owner === 'package') return path.slice(path.lastIndexOf(lastFolder) + lastFolder.length + origin.length + 1)
  return folder !== '' && path.startsWith(folder) ? path.slice(folder.length) : path
}

/** Lines as they are shown: frames of packages and of the runtime that follow each other are one part. */
export type StackPart =
  | { readonly kind: 'line'; readonly line: StackLine }
  | { readonly kind: 'foreign'; readonly frames: readonly StackFrame[] }

/** Folds away what is not the app's; a stack without a frame of the app stays as it is. */
export const foldForeign = (lines: readonly StackLine[]): readonly StackPart[] => {
  const hasOwn = lines.some((line) => line.kind === 'frame' && line.owner === 'app')
  const parts: StackPart[] = []
  for (const line of lines) {
    const last = parts.at(-1)
    if (!hasOwn || line.kind === 'text' || line.owner === 'app') parts.push({ kind: 'line', line })
    else if (last?.kind === 'foreign') parts[parts.length - 1] = { kind: 'foreign', frames: [...last.frames, line] }
    else parts.push({ kind: 'foreign', frames: [line] })
  }
  return parts
}
