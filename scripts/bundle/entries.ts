import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of `src`, without `.ts`. Each becomes a file of `dist` at the same place. */
export type Entries = readonly string[]

/**
 * Entry points of processes and threads, what `register.cts` loads before the agent, and what is imported separately:
 * each contains everything that it needs.
 */
export const standalone: Entries = [
  'agent/other-runtime',
  'agent/pm2',
  'agent/ends/exit-worker',
  'door/wire/unframe-worker',
  'engine/main',
  'telemetry/create-telemetry',
]

export const hub: Entries = ['cli/main', 'cli/hub-child']

/** What is loaded with the hook. */
export const agentStart = 'agent/start'

const laterPattern = /\brequire\('(\.[^']+)\.js'\)/g

/** What the agent requires only on first use is a separate file at its original path. */
const findLater = (src: string): Entries =>
  globSync('agent/**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] }).flatMap((path) =>
    [...readFileSync(join(src, path), 'utf8').matchAll(laterPattern)].map(([, name = '']) => join(path, '..', name)),
  )

export const findAgent = (src: string): Entries => [
  ...new Set(['index', 'agent/sdk-node', agentStart, ...findLater(src)]),
]
