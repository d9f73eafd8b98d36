// Enforces the table of docs/architecture.md: which folder of src may import which, that there are no import cycles,
// and what the agent must never load.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

const root = join(import.meta.dirname, '..', 'src')
const document = readFileSync(join(import.meta.dirname, '..', 'docs', 'architecture.md'), 'utf8')

/** Packages that must never be loaded into a user's process. */
const tooHeavyForAgent = /^(fastify|@fastify\/|chdb|@clickhouse\/|typebox|preact|node:sqlite)/

const importPattern =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|require\(\s*['"]([^'"]+)['"]\s*\)/gm

type Rule = { readonly imports: ReadonlySet<string>; readonly types: ReadonlySet<string> }
type Import = { readonly from: string; readonly specifier: string; readonly isType: boolean; readonly to?: string }

const toNames = (cell = ''): string[] => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!)

/** Rows of `| folder | what it holds | imports | only types of |`. */
const parseRules = (markdown: string): ReadonlyMap<string, Rule> => {
  const section = markdown.split('\n## Folders, and who may import whom\n')[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  return new Map(
    rows.flatMap((row) => {
      const [, folders, , imports, types] = row.split('|')
      return toNames(folders).map((folder) => [
        folder,
        { imports: new Set(toNames(imports)), types: new Set(toNames(types)) },
      ])
    }),
  )
}

const loadImports = (path: string): Import[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? ''
    const found = { from: path, specifier, isType: match[1] !== undefined }
    return specifier.startsWith('.') ? { ...found, to: join(dirname(path), specifier) } : found
  })

/** The folder of a path in src, or the name of a file outside of any folder. */
const areaOf = (path: string): string => (path.split(sep)[0] ?? '').replace(/\.\w+$/, '')

const toAreas = ({ from, to }: Import): readonly [string, string] | undefined => {
  if (to === undefined || to.startsWith('..')) return undefined
  const areas = [areaOf(from), areaOf(to)] as const
  return areas[0] === areas[1] ? undefined : areas
}

const list = (names: Iterable<string>): string => [...names].join(', ') || 'nothing of ours'

const checkImport = (rules: ReadonlyMap<string, Rule>, found: Import): string[] => {
  const areas = toAreas(found)
  const where = `src/${found.from}: imports ${found.specifier}`
  if (areas === undefined) {
    const isHeavy = areaOf(found.from) === 'agent' && tooHeavyForAgent.test(found.specifier)
    return isHeavy ? [`${where}: too heavy for a process that only has the agent`] : []
  }
  const rule = rules.get(areas[0])
  if (rule?.imports.has(areas[1]) || (rule?.types.has(areas[1]) && found.isType)) return []
  return [`${where}: ${areas[0]} may import ${list(rule?.imports ?? [])}, and types of ${list(rule?.types ?? [])}`]
}

/** Rows for folders that do not exist, folders without a row, and unused permissions. */
const checkRules = (
  rules: ReadonlyMap<string, Rule>,
  files: readonly string[],
  imports: readonly Import[],
): string[] => {
  const areas = new Set(files.map(areaOf))
  const used = new Set(imports.map((each) => toAreas(each)?.join(' → ')))
  const needed = new Set(imports.filter(({ isType }) => !isType).map((each) => toAreas(each)?.join(' → ')))
  return [
    ...[...areas].filter((area) => !rules.has(area)).map((area) => `docs/architecture.md: no row for ${area}`),
    ...[...rules].flatMap(([area, { imports: allowed, types }]) => [
      ...(areas.has(area) ? [] : [`docs/architecture.md: a row for ${area}, which is not there`]),
      ...[...allowed, ...types]
        .filter((to) => !used.has(`${area} → ${to}`))
        .map((to) => `docs/architecture.md: ${area} imports nothing of ${to}`),
      ...[...allowed]
        .filter((to) => used.has(`${area} → ${to}`) && !needed.has(`${area} → ${to}`))
        .map((to) => `docs/architecture.md: ${area} imports only types of ${to}`),
    ]),
  ]
}

/** Import cycles, including those of types: what the files share belongs in a lower folder. */
const findCircles = (files: readonly string[], imports: readonly Import[]): string[] => {
  const next = Map.groupBy(imports, ({ from }) => from)
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path))
      circles.push([...way.slice(way.indexOf(path)), path].map((each) => `src/${each}`).join(' → '))
    if (done.has(path)) return
    done.add(path)
    for (const { to } of next.get(path) ?? []) if (to !== undefined) visit(to, [...way, path])
  }
  for (const path of files) visit(path, [])
  return circles.map((circle) => `a circle: ${circle}`)
}

const files = globSync('**/*.{ts,tsx,cts}', { cwd: root }).filter((path) => !path.includes('.test.'))
const imports = files.flatMap(loadImports)
const rules = parseRules(document)
const faults = [
  ...imports.flatMap((each) => checkImport(rules, each)),
  ...checkRules(rules, files, imports),
  ...findCircles(files, imports),
]
for (const fault of faults) console.error(fault)
console.log(`${files.length} files, ${faults.length} faults in who imports whom`)
process.exitCode = faults.length > 0 ? 1 : 0
