// Compiles src to dist file by file, copies what tsc does not (SQL migrations), and leaves out declarations that nobody can import.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { removePrivateTypes } from './private-types.ts'

const root = join(import.meta.dirname, '..')
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
)
cpSync(join(root, 'src/store/migrations'), join(root, 'dist/store/migrations'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
if (status === 0) removePrivateTypes(root)
const bin = join(root, 'dist/cli/main.js')
if (existsSync(bin)) chmodSync(bin, 0o755)
process.exitCode = status ?? 1
