import { describe, expect, test } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { toStackEnv } from './env.ts'
import { startStack } from './runner/stack.ts'
import { sandboxTools } from './tools.ts'

const tools = sandboxTools()

/** Each alone, and mixes in which somebody could wait for what is not there. */
const mixes = [
  ['monitoring'],
  ['logging'],
  ['analytics'],
  ['tracing'],
  ['demo'],
  ['tracing', 'demo'],
  ['monitoring', 'demo'],
  ['logging', 'tracing'],
  ['analytics', 'demo'],
]

describe.skipIf(leaveOut('profiles of docker-compose.yml', tools))('the profiles', () => {
  const programs = 'programs' in tools ? tools.programs : {}

  test.each(mixes.map((mix) => [mix.join(','), mix] as const))(
    '%s starts, is healthy, and stops',
    async (_name, mix) => {
      const stack = await startStack({
        programs,
        env: toStackEnv(mix),
        standIns: { clickhouse: 'hub' },
        environment: { hub: { CLICKHOUSE_URL: null, HOME: '/tmp' } },
      })
      try {
        expect(stack.started).toContain('routes')
        expect(stack.started.length + stack.leftOut.length).toBe(
          Object.keys(stack.file.services).filter((name) => name !== 'clickhouse').length,
        )
      } finally {
        await stack.stop()
      }
    },
  )
})
