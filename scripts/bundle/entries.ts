import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of `src`, without `.ts`. Each becomes a file of `dist` at the same place. */
export type Entries = readonly string[]

/**
 * What a process or a thread starts with, what `register.cts` asks before it loads the agent, and what is imported by
 * itself: each holds all that it needs.
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

/** What the agent requires only when it is first needed stays apart, and is found at its place. */
const findLater = (src: string): Entries =>
  globSync('agent/**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] }).flatMap((path) =>
    [...readFileSync(join(src, path), 'utf8').matchAll(laterPattern)].map(([, name = '']) => join(path, '..', name)),
  )

export const findAgent = (src: string): Entries => [
  ...new Set(['index', 'agent/sdk-node', agentStart, ...findLater(src)]),
]
