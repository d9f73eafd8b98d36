// Refuses the words that the table in docs/style.md replaces, in texts that users read and in names.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const table = 'docs/style.md'

const checked = [
  '*.md',
  'docs/*.md',
  'src/**/*.{ts,tsx,cts}',
  'scripts/**/*.ts',
  'grafana/dashboards/src/*.ts',
  'prometheus/{alerts,rules}/*.yml',
  'docker-compose.yml',
  'stack/*.sh',
]

/** Files in which a word is allowed, and why. */
const exceptions: readonly (readonly [file: string, word: string, reason: string])[] = []

type Replacement = { readonly pattern: RegExp; readonly instead: string }

const toPattern = (word: string): RegExp =>
  word.endsWith('*')
    ? new RegExp(`\\b${word.slice(0, -1)}[A-Z]\\w*`, 'g')
    : new RegExp(`\\b${word.replaceAll(' ', '\\s+')}\\b`, 'gi')

const readTable = (): Replacement[] => {
  const [, words = ''] = readFileSync(join(root, table), 'utf8').split('| not | but |')
  return [...words.matchAll(/^\| ([^|-]+) \| ([^|]+) \|$/gm)].flatMap(([, not = '', instead = '']) =>
    not.split(', ').map((word) => ({ pattern: toPattern(word), instead })),
  )
}

/** Comments are not user-facing; they are replaced by blanks, so that line numbers stay correct. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '))

const isException = (file: string, word: string): boolean =>
  exceptions.some(([path, allowed]) => path === file && allowed === word.toLowerCase())

const findFaults = (file: string, replacements: readonly Replacement[]): string[] => {
  const text = readFileSync(join(root, file), 'utf8')
  const checkedText = /\.c?tsx?$/.test(file) ? withoutComments(text) : text
  return replacements.flatMap(({ pattern, instead }) =>
    [...checkedText.matchAll(pattern)]
      .filter(([word]) => !isException(file, word))
      .map(({ 0: word, index }) => {
        const line = checkedText.slice(0, index).split('\n').length
        return `${file}:${line}: "${word.replace(/\s+/g, ' ')}", write: ${instead}`
      }),
  )
}

const replacements = readTable()
const files = globSync(checked, { cwd: root }).filter((file) => file !== table)
const faults = files.flatMap((file) => findFaults(file, replacements))
for (const fault of faults) console.error(fault)
console.log(`${files.length} files, ${faults.length} words to replace`)
process.exitCode = faults.length > 0 ? 1 : 0
