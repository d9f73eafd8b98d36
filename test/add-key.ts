import { spawnSync } from 'node:child_process'
import type { Scope } from '../src/control/scopes.ts'
import { cleanEnvironment, cliPath } from './cli/cli.ts'

type NewKey = { readonly name: string; readonly scope: Scope; readonly secret: string }

/**
 * A key of the ClickHouse door whose secret the hub takes from standard input, as `plainsight stack init` would bring
 * it.
 */
export const addKey = (dataDir: string, { name, scope, secret }: NewKey): void => {
  const args = [cliPath, 'keys', 'add', name, '--scope', scope, '--secret-stdin', '--data-dir', dataDir]
  const options = { input: secret, encoding: 'utf8', env: cleanEnvironment() } as const
  const { status, stderr } = spawnSync(process.execPath, args, options)
  if (status !== 0) throw new Error(stderr)
}
