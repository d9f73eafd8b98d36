// Wraps comments at 120 columns, which Biome does not do: `node scripts/wrap-comments.ts [--check] [path...]`. With
// --check it names the files that have longer ones, and fails. Code, and comments after code, are ignored.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'

const width = 120
const root = join(import.meta.dirname, '..')

/** Words of a text; code in backticks is one word. */
const toWords = (text: string): string[] => text.match(/(?:`[^`]*`|\S)+/g) ?? []

const fill = (text: string, prefix: string): string[] => {
  const lines: string[] = []
  let line = prefix
  for (const word of toWords(text)) {
    if (line !== prefix && line.length + 1 + word.length > width) {
      lines.push(line)
      line = prefix
    }
    line += `${line.endsWith(' ') && line === prefix ? '' : ' '}${word}`
  }
  return [...lines, line]
}

/** A line that begins a paragraph: an empty line, a JSDoc tag, a list item, a heading, an indented line. */
const isBreak = (text: string): boolean => /^(?:$|@|[-*|#] |\d+\. |\s)/.test(text)

/** Refills the paragraphs in which a line is too long. */
const wrap = (texts: readonly string[], prefix: string): string[] => {
  const paragraphs: string[][] = []
  for (const text of texts) {
    const last = paragraphs.at(-1)
    if (last === undefined || isBreak(text) || last.at(-1) === '') paragraphs.push([text])
    else last.push(text)
  }
  const isLong = (text: string): boolean => prefix.length + text.length > width
  return paragraphs.flatMap((lines) =>
    lines.some(isLong) ? fill(lines.join(' '), prefix) : lines.map((text) => `${prefix}${text}`.trimEnd()),
  )
}

const isTooLong = (block: string): boolean => block.split('\n').some((line) => line.length > width)

const wrapBlock = (block: string, indent: string, inner: string): string => {
  const texts = inner.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const body = texts.filter((text, index) => text !== '' || (index > 0 && index < texts.length - 1))
  return isTooLong(block) ? [`${indent}/**`, ...wrap(body, `${indent} * `), `${indent} */`].join('\n') : block
}

const wrapLines = (block: string, indent: string): string => {
  if (!isTooLong(block)) return block
  const texts = block.split('\n').map((line) => line.trim().replace(/^\/\/ ?/, ''))
  return wrap(texts, `${indent}// `).join('\n')
}

const wrapComments = (source: string): string =>
  source
    .replace(/^([ \t]*)\/\*\*[ \n]([\s\S]*?)\s*\*\/$/gm, wrapBlock)
    .replace(/^([ \t]*)\/\/ .*(?:\n\1\/\/ .*)*$/gm, wrapLines)

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true })
const folders = positionals.length > 0 ? positionals : ['src', 'test', 'scripts', 'bench', 'grafana', '*.config.ts']
const files = folders
  .flatMap((folder) => globSync(folder.includes('.') ? folder : `${folder}/**/*.{ts,tsx,cts}`, { cwd: root }))
  .map((path) => join(root, path))
const changed = files.filter((path) => {
  const source = readFileSync(path, 'utf8')
  const wrapped = wrapComments(source)
  if (wrapped !== source && !values.check) writeFileSync(path, wrapped)
  return wrapped !== source
})
for (const path of changed) console.log(`${relative(root, path)}: comments of more than ${width} columns`)
if (values.check && changed.length > 0) process.exitCode = 1
