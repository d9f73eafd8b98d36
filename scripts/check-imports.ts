// Holds the import rules of docs/architecture.md: which folder of src may import which, and what the agent may never load.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const root = join(import.meta.dirname, '..', 'src')

/** Folder or top-level file → what it may import of ours, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  tables: ['model'],
  'row-block': ['tables'],
  errors: [],
  version: [],
  'search-language': [],
  severity: [],
  sqlite: [],
  'folder-lock': ['errors', 'sqlite'],
  limits: [],
  native: [],
  http: ['errors'],
  grpc: ['errors', 'limits'],
  config: ['errors'],
  privacy: ['model'],
  browser: ['config', 'errors', 'model', 'privacy'],
  agent: ['config', 'errors', 'model', 'privacy', 'version'],
  index: ['agent', 'config', 'errors'],
  ingest: ['config', 'errors', 'http', 'limits', 'model', 'native', 'privacy', 'row-block', 'severity', 'tables'],
  control: ['config', 'errors', 'sqlite'],
  engine: ['errors', 'folder-lock'],
  store: ['config', 'engine', 'errors', 'folder-lock', 'limits', 'model', 'tables'],
  guard: ['errors', 'model', 'store', 'tables'],
  door: ['config', 'control', 'errors', 'guard', 'http', 'limits', 'model', 'native', 'store', 'tables', 'version'],
  journal: ['config', 'errors', 'folder-lock', 'model', 'row-block', 'store', 'tables'],
  query: ['errors', 'model', 'search-language', 'severity', 'store', 'tables'],
  api: ['config', 'errors', 'model', 'query', 'store', 'tables', 'version'],
  dashboard: ['api', 'model', 'query', 'search-language'],
  hub: [
    'api',
    'config',
    'control',
    'door',
    'engine',
    'errors',
    'grpc',
    'guard',
    'http',
    'ingest',
    'journal',
    'limits',
    'model',
    'store',
    'tables',
    'version',
  ],
  cli: ['config', 'control', 'engine', 'errors', 'hub', 'model', 'store', 'version'],
}

/** Folders that get types only from what they import. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  guard: ['store'],
  hub: ['engine'],
  query: ['store'],
  dashboard: ['api', 'query', 'model'],
}

/** Packages that must not come near a user's process. */
const tooHeavyForAgent = /^(fastify|@fastify\/|chdb|@clickhouse\/|typebox|preact|node:sqlite)/

const importPattern =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|require\(\s*['"]([^'"]+)['"]\s*\)/gm

const areaOf = (path: string): string => (relative(root, path).split(sep)[0] ?? '').replace(/\.\w+$/, '')

const faultsOf = (path: string): string[] => {
  const from = areaOf(path)
  const faults: string[] = []
  for (const match of readFileSync(path, 'utf8').matchAll(importPattern)) {
    const specifier = match[2] ?? match[3] ?? match[4] ?? ''
    const complain = (why: string): number => faults.push(`src/${relative(root, path)}: imports ${specifier}: ${why}`)
    if (!specifier.startsWith('.')) {
      if (from === 'agent' && tooHeavyForAgent.test(specifier))
        complain('too heavy for a process that only has the agent')
      continue
    }
    const to = areaOf(join(dirname(path), specifier))
    if (to === from || to === '..') continue
    if (!allowed[from]?.includes(to)) complain(`${from} may import ${allowed[from]?.join(', ') || 'nothing of ours'}`)
    else if (typesOnly[from]?.includes(to) && !match[1]) complain(`${from} may import only types of ${to}`)
  }
  return faults
}

const files = globSync('**/*.{ts,tsx,cts}', { cwd: root }).filter((path) => !path.includes('.test.'))
const faults = files.flatMap((path) => faultsOf(join(root, path)))
for (const fault of faults) console.error(fault)
console.log(`${files.length} files, ${faults.length} forbidden imports`)
process.exitCode = faults.length > 0 ? 1 : 0
