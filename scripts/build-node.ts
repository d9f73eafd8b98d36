// Builds dist: bundles of src with the notices and the list of what is in them, declarations of what can be imported,
// and the SQL migrations.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from 'rolldown/experimental'
import { bundleNode } from './bundle/bundle-node.ts'
import { toNotices } from './bundle/notices.ts'
import { toSbom } from './bundle/sbom.ts'
import { removePrivateTypes } from './private-types.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

/** CommonJS files are not bundled. */
const commonJs = ['agent/register', 'agent/logs/pretty-transport']

const removeEarlier = (): void => {
  mkdirSync(dist, { recursive: true })
  for (const name of readdirSync(dist)) if (name !== 'dashboard') rmSync(join(dist, name), { recursive: true })
}

const writeDeclarations = (): boolean => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' }).status === 0
}

const writeCommonJs = (name: string): void => {
  const source = join(root, 'src', `${name}.cts`)
  const { code, errors } = transformSync(source, readFileSync(source, 'utf8'))
  if (errors[0] !== undefined) throw new Error(errors[0].message)
  const file = join(dist, `${name}.cjs`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
}

removeEarlier()
if (!writeDeclarations()) process.exit(1)
removePrivateTypes(root)
const packages = await bundleNode(root)
writeFileSync(join(dist, 'NOTICES.md'), toNotices(packages))
writeFileSync(join(dist, 'sbom.cdx.json'), toSbom(packages))
for (const name of commonJs) writeCommonJs(name)
cpSync(join(root, 'src/store/migrations'), join(dist, 'store/migrations'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
chmodSync(join(dist, 'cli/main.js'), 0o755)
