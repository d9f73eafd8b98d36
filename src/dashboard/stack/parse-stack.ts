import { type FrameOwner, nodeModules, toOwnership } from './frame-owner.ts'

export type StackFrame = {
  readonly kind: 'frame'
  readonly owner: FrameOwner
  /** `async` and `new` included; empty for code outside any function. */
  readonly name: string
  /** Path as it was written, without the scheme of a file. */
  readonly path: string
  /** `:line:column`, or what of it there is, and the bracket that may follow it. */
  readonly position: string
  /** Name of the package or of the runtime. */
  readonly origin: string
  /** Path inside the package, where it is known. */
  readonly inner?: string
  /** Lines of code that Python prints below the frame. */
  readonly source: readonly string[]
  readonly indent: number
}

/** A line that is no frame: the message, a cause, a property of the error. */
export type StackText = { readonly kind: 'text'; readonly text: string }

export type StackLine = StackFrame | StackText

const placePattern = /^(?<path>.*?)(?<position>(?::\d+){1,2})?$/

// `at name (place)` or `at place`: V8, and with other places the JVM and .NET. A bracket opens the properties of the
// error; logback appends the archive, as `~[orders.jar:1.2]`.
const framePattern =
  /^(?<indent>\s*)at (?:(?<name>.+?) ?\((?<inner>.*)\)|(?<bare>.+?))(?<brace> \{)?(?: ~?\[[^\]]*\])?$/

const pythonPattern = /^(?<indent> *)File "(?<path>.+)", line (?<line>\d+)(?:, in (?<name>.+))?$/

/** Go writes the function, and the place in a line of its own. */
const goCallPattern = /^(?<made>created by )?(?<name>\S+?)(?:\([^()]*\))?(?: in goroutine \d+)?$/
const goPlacePattern = /^\t(?<path>\/.+\.(?:go|s))(?<position>:\d+)(?: \+0x[0-9a-f]+)?$/

/** No frame is longer; a pattern would need too long for a text of no end. */
const maxFrameLength = 2000

type FrameParts = Pick<StackFrame, 'name' | 'path' | 'position'> & Partial<Pick<StackFrame, 'source' | 'indent'>>

const toFrame = ({ name, path, position, source = [], indent = 0 }: FrameParts): StackFrame => {
  const plain = path.replaceAll('\\', '/').replace(/^(?:async )?(?:file:\/\/)?/, '')
  return { kind: 'frame', ...toOwnership({ path: plain, name }), name, path: plain, position, source, indent }
}

const parseAt = (text: string): StackFrame | undefined => {
  const found = framePattern.exec(text)?.groups
  const place = found?.inner ?? found?.bare ?? ''
  const { path = '', position = '' } = placePattern.exec(place)?.groups ?? {}
  // Words behind "at" that name no place are part of a message.
  if (!found || (found.inner === undefined && position === '')) return undefined
  const name = found.name ?? (path.startsWith('async ') ? 'async' : '')
  return toFrame({ name, path, position: position + (found.brace ?? ''), indent: found.indent?.length ?? 0 })
}

/** The lines of code below a frame of Python's, which are indented further. */
const sourceBelow = (lines: readonly string[], indent: number): readonly string[] => {
  const end = lines.findIndex((line) => line.search(/\S/) <= indent)
  return end < 0 ? lines : lines.slice(0, end)
}

const parsePython = (text: string, below: readonly string[]): StackFrame | undefined => {
  const found = pythonPattern.exec(text)?.groups
  if (!found) return undefined
  const indent = found.indent?.length ?? 0
  const source = sourceBelow(below, indent).map((line) => line.slice(indent))
  return toFrame({ name: found.name ?? '', path: found.path ?? '', position: `:${found.line}`, source, indent })
}

const parseGo = (text: string, next = ''): StackFrame | undefined => {
  const place = goPlacePattern.exec(next)?.groups
  const call = place && goCallPattern.exec(text)?.groups
  if (!call) return undefined
  const name = `${call.made ?? ''}${call.name}`
  return toFrame({ name, path: place.path ?? '', position: place.position ?? '', indent: 4 })
}

/** Lines of code that are looked at below a frame. */
const maxSource = 20

/** The lines of a stack trace of Node, Python, Go or the JVM. Lines of another kind stay as they are. */
export const parseStack = (text: string): readonly StackLine[] => {
  const lines = text.trimEnd().split('\n')
  const parsed: StackLine[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const isShort = line.length <= maxFrameLength
    const python = isShort ? parsePython(line, lines.slice(at + 1, at + 1 + maxSource)) : undefined
    const go = isShort ? parseGo(line, lines[at + 1]?.slice(0, maxFrameLength)) : undefined
    parsed.push(python ?? go ?? (isShort ? parseAt(line) : undefined) ?? { kind: 'text', text: line })
    at += python?.source.length ?? (go ? 1 : 0)
  }
  return parsed
}

/** Folder that a frame counts for: of a package of Node's the one that it is installed in. */
const folderOf = ({ owner, path }: StackFrame): readonly string[] | undefined => {
  if (owner === 'runtime' || !/^(?:\/|[A-Za-z]:\/)/.test(path)) return undefined
  const end = owner === 'package' ? path.indexOf(nodeModules) : path.lastIndexOf('/')
  return end < 0 ? undefined : path.slice(0, end).split('/')
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

/** A path as it is shown: inside its package, or of the app what follows the common folder. */
export const toShownPath = ({ path, inner }: StackFrame, folder: string): string =>
  inner ?? (folder !== '' && path.startsWith(folder) ? path.slice(folder.length) : path)

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
