// Writes grafana/dashboards/json and needs.txt from the TypeScript beside them. With `--check` writes nothing and fails
// when one differs.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardFiles } from '../grafana/dashboards/src/all.ts'

const folder = join(import.meta.dirname, '../grafana/dashboards')
const files = dashboardFiles()

const needs = `# A dashboard a line, and the profiles without which it has nothing to show. Written by npm run dashboards.
# A name with @ is a variant: it takes the place of the one before it, where its profiles run.
${files.map(({ name, needs: profiles }) => `${name} ${profiles.join(' ')}\n`).join('')}`

const written = new Map([
  ['needs.txt', needs],
  ...files.map(({ name, dashboard }) => [`json/${name}.json`, `${JSON.stringify(dashboard, null, 2)}\n`] as const),
])

const read = (name: string): string => {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return ''
  }
}

const leftOver = readdirSync(join(folder, 'json')).filter((name) => !written.has(`json/${name}`))
const differing = [...written].filter(([name, text]) => read(name) !== text)

if (process.argv.includes('--check')) {
  for (const name of [...leftOver, ...differing.map(([name]) => name)])
    console.error(`grafana/dashboards: ${name} differs from the code. Run: npm run dashboards`)
  process.exitCode = leftOver.length + differing.length > 0 ? 1 : 0
} else {
  for (const name of leftOver) rmSync(join(folder, 'json', name))
  for (const [name, text] of differing) writeFileSync(join(folder, name), text)
  console.log(`${differing.length} of ${written.size} files written`)
}
