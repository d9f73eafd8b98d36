import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { profileMixes, toStackEnv } from './env.ts'
import { startStack } from './runner/stack.ts'
import { sandboxTools } from './tools.ts'

const tools = sandboxTools()
const programs = 'programs' in tools ? tools.programs : {}

/** What `routes` writes for a mix of profiles, as the others find it. */
const route = async (mix: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Routes> => {
  const stack = await startStack({ programs, env: { ...toStackEnv(mix), ...env }, only: ['routes'] })
  try {
    const folder = join(await stack.files(), 'volumes/routes')
    const list = (path: string): string[] =>
      existsSync(join(folder, path)) ? readdirSync(join(folder, path)).toSorted() : []
    const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
    return {
      ways: list('collector').filter((name) => read(`collector/${name}`).trim() !== '{}'),
      targets: list('prometheus').filter((name) => name.endsWith('.yml')),
      token: existsSync(join(folder, 'prometheus/plainsight_token'))
        ? statSync(join(folder, 'prometheus/plainsight_token'))
        : undefined,
      sources: list('grafana/datasources'),
      dashboards: Object.fromEntries(list('grafana/json').map((name) => [name, read(`grafana/json/${name}`)])),
      demo: read('demo.env'),
    }
  } finally {
    await stack.stop()
  }
}

type Routes = {
  readonly ways: readonly string[]
  readonly targets: readonly string[]
  readonly token: Stats | undefined
  readonly sources: readonly string[]
  readonly dashboards: Readonly<Record<string, string>>
  readonly demo: string
}

const yml = (names: readonly (string | false)[]): string[] =>
  names.flatMap((name) => (name ? [`${name}.yml`] : [])).toSorted()

describe.skipIf(leaveOut('stack/routes.sh', tools))('routes', () => {
  test.each(profileMixes.map((mix) => [mix.join(','), mix] as const))(
    'with %s nothing is told of what does not run',
    async (_name, mix) => {
      const has = (profile: string): boolean => mix.includes(profile)
      const { ways, targets, sources, dashboards, demo } = await route(mix)
      expect(ways).toEqual(
        [
          has('analytics') && 'clickhouse',
          has('analytics') && 'hub',
          has('logging') && 'loki',
          has('monitoring') && 'prometheus',
        ]
          .filter((way) => way !== false)
          .map((way) => `${way}.yaml`),
      )
      expect(targets).toEqual(
        yml([
          ...(has('monitoring') ? ['prometheus', 'alertmanager', 'grafana'] : []),
          ...(has('logging') ? ['loki', 'alloy'] : []),
          ...(has('analytics') ? ['hub', 'clickhouse'] : []),
          has('tracing') && 'collector',
          has('demo') && !has('tracing') && 'demo',
        ]),
      )
      expect(sources).toEqual(
        yml([
          has('monitoring') && 'prometheus',
          has('monitoring') && 'alertmanager',
          has('logging') && 'loki',
          has('analytics') && 'clickhouse',
        ]),
      )
      for (const [name, text] of Object.entries(dashboards))
        for (const [, uid] of text.matchAll(/"uid": "(prometheus|loki|clickhouse|alertmanager)"/g))
          expect(sources, name).toContain(`${uid}.yml`)
      expect(Object.keys(dashboards).length > 0).toBe(has('monitoring'))
      expect(demo.includes('http://collector:4318')).toBe(has('tracing'))
      expect(demo.includes('http://hub:4318')).toBe(has('analytics') && !has('tracing'))
    },
  )

  test('the token that the hub asks for is there for Prometheus alone', async () => {
    const { token } = await route(['monitoring', 'analytics'])
    expect({ uid: token?.uid, mode: (token?.mode ?? 0) & 0o777 }).toEqual({ uid: 65534, mode: 0o600 })
    expect((await route(['monitoring', 'logging'])).token).toBeUndefined()
  })

  test('links lead to the page where people reach it', async () => {
    const { dashboards } = await route(['monitoring'], { HUB_URL: 'https://telemetry.example.com' })
    const all = Object.values(dashboards).join('\n')
    expect(all).toContain('https://telemetry.example.com/')
    expect(all).not.toContain('http://127.0.0.1:4319')
  })
})
