import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Rule = { readonly pattern: RegExp; readonly keeps: boolean }

/** As Docker reads them: `*` within a name, `**` over folders, names that begin with a dot are names like any other. */
const toPattern = (glob: string): RegExp => {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/?|\*/g, (stars) => (stars === '*' ? '[^/]*' : stars === '**' ? '.*' : '(?:.*/)?'))
  return new RegExp(`^${source}$`)
}

export const loadIgnoreRules = (root: string): Rule[] =>
  readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ pattern: toPattern(line.replace(/^!/, '')), keeps: line.startsWith('!') }))

const withParents = (path: string): string[] => (path === '.' ? [] : [...withParents(dirname(path)), path])

/** Whether a file goes into the build: the last rule that matches it, or a folder above it, decides. */
export const isSent = (path: string, rules: readonly Rule[]): boolean => {
  const paths = withParents(path)
  return rules.findLast(({ pattern }) => paths.some((each) => pattern.test(each)))?.keeps ?? true
}

/** The files of the repository, or of a part of it, that a build is given. */
export const listContext = (root: string, pattern = '**/*'): string[] => {
  const rules = loadIgnoreRules(root)
  return globSync(['*', '.*', pattern], {
    cwd: root,
    exclude: ['node_modules', '.git', 'dist', '.artifacts', '.cache'],
  })
    .filter((path) => statSync(join(root, path)).isFile())
    .filter((path) => isSent(path, rules))
}
