#!/usr/bin/env node
// Checks the version before it imports anything that an older Node cannot load: its user should read a sentence, not a
// stack trace of a dependency.
import { hubThreadPoolSize } from './thread-pool.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`plainsight: Node ${process.versions.node} is too old: 22.15 or newer is required.`)
  console.error('  Install a newer Node, for example: npx -p node@24 -p plainsight plainsight')
  process.exitCode = 1
} else {
  // Only where the hub runs in this process: an app under `dev` keeps the environment that its user gave it.
  if (process.argv[2] === 'up') process.env.UV_THREADPOOL_SIZE ??= hubThreadPoolSize
  const { runCli } = await import('./run-cli.ts')
  await runCli(process.argv.slice(2))
}
