// Compiles src to dist file by file, and copies what tsc does not: SQL migrations.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'

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
const bin = join(root, 'dist/cli/main.js')
if (existsSync(bin)) chmodSync(bin, 0o755)
process.exitCode = status ?? 1
