import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli } from './cli.ts'

const secrets = [
  'PLAINSIGHT_TOKEN',
  'GRAFANA_ADMIN_PASSWORD',
  'CLICKHOUSE_HUB_PASSWORD',
  'CLICKHOUSE_COLLECTOR_PASSWORD',
  'CLICKHOUSE_GRAFANA_PASSWORD',
]

const read = (cwd: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(cwd, '.env'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('=') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

test('plainsight stack init writes a random password for each part, and shows none of them', async () => {
  const cwd = makeFolder()
  const { code, stdout, stderr } = await runCli(['stack', 'init'], { cwd })
  expect(code).toBe(0)
  const values = read(cwd)
  expect(Object.keys(values).sort()).toEqual(['COMPOSE_PROFILES', ...secrets].sort())
  expect(values.COMPOSE_PROFILES).toBe('monitoring,logging,analytics,tracing')
  for (const name of secrets) expect(values[name]).toMatch(/^[\w-]{43}$/)
  expect(new Set(secrets.map((name) => values[name])).size).toBe(secrets.length)
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600)
  for (const name of secrets) expect(stdout + stderr).not.toContain(values[name])
  expect(stdout).toContain('docker compose up -d')
  expect(stderr).toContain('no docker-compose.yml in this folder')
})

test('plainsight stack init keeps what is there, fills in what is missing, and takes the file from others', async () => {
  const cwd = makeFolder()
  const path = join(cwd, '.env')
  writeFileSync(path, 'MINE=1\nPLAINSIGHT_TOKEN=my-own-token\nGRAFANA_ADMIN_PASSWORD=\n', { mode: 0o644 })
  expect((await runCli(['stack', 'init', '--profiles', 'monitoring, demo'], { cwd })).code).toBe(0)
  const first = read(cwd)
  expect(first).toMatchObject({ MINE: '1', PLAINSIGHT_TOKEN: 'my-own-token', COMPOSE_PROFILES: 'monitoring,demo' })
  expect(first.GRAFANA_ADMIN_PASSWORD).toMatch(/^[\w-]{43}$/)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const { stdout } = await runCli(['stack', 'init', '--json'], { cwd })
  expect(read(cwd)).toEqual(first)
  expect(JSON.parse(stdout).variables).toContainEqual({ name: 'PLAINSIGHT_TOKEN', state: 'kept', value: '***' })
})

test('other profiles replace the old ones', async () => {
  const cwd = makeFolder()
  await runCli(['stack', 'init'], { cwd })
  const before = read(cwd)
  await runCli(['stack', 'init', '--profiles', 'tracing'], { cwd })
  expect(read(cwd)).toEqual({ ...before, COMPOSE_PROFILES: 'tracing' })
  expect(readFileSync(join(cwd, '.env'), 'utf8').match(/Parts to run/g)).toHaveLength(1)
})

test.each([
  [['stack'], 'needs the action init'],
  [['stack', 'start'], 'has no action "start"'],
  [['stack', 'init', 'monitoring'], 'does not take "monitoring"'],
  [['stack', 'init', '--profiles', 'metrics'], 'There is no profile "metrics"'],
])('plainsight %s is refused with a sentence, and writes nothing', async (args, sentence) => {
  const cwd = makeFolder()
  const { code, stderr } = await runCli(args, { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
  expect(() => statSync(join(cwd, '.env'))).toThrow()
})
