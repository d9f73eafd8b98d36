import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli } from './cli.ts'

test('plainsight env shows each value with its source and its variables, and no secret', async () => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'plainsight.config.json'), JSON.stringify({ hub: { dataDir: 'data' } }))
  const env = {
    PLAINSIGHT_TOKEN: 'open-sesame',
    PLAINSIGHT_PORT: '4400',
    CLICKHOUSE_URL: 'https://u:hunter2@h/db',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter3@collector:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter4',
  }
  const { code, stdout, stderr } = await runCli(['env'], { cwd, env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^hub\.port +PLAINSIGHT_PORT +4400 +PLAINSIGHT_PORT$/m)
  expect(stdout).toMatch(/^hub\.dataDir +PLAINSIGHT_DATA_DIR +data +hub\.dataDir in .*plainsight\.config\.json$/m)
  expect(stdout).toMatch(/^hub\.token +PLAINSIGHT_TOKEN +\*\*\* +PLAINSIGHT_TOKEN$/m)
  expect(stdout).toMatch(/^otel\.endpoint +OTEL_EXPORTER_OTLP_ENDPOINT +https:\/\/me:\*\*\*@collector:4318 /m)
  expect(stdout).toMatch(/^hub\.host +PLAINSIGHT_HOST +127\.0\.0\.1 +default$/m)
  expect(stdout).toMatch(/^agent\.environment +PLAINSIGHT_ENVIRONMENT, NODE_ENV +/m)
  for (const secret of ['open-sesame', 'hunter']) expect(stdout).not.toContain(secret)
})

test('plainsight env --json --set is for scripts: only explicitly set values, and the faults', async () => {
  const { code, stdout } = await runCli(['env', '--json', '--set'], {
    env: { PLAINSIGHT_PORT: '80', PLAINSIGHT_SCRUB: '?' },
  })
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toEqual({
    file: null,
    settings: [{ key: 'hub.port', value: '80', source: 'env', from: 'PLAINSIGHT_PORT', env: ['PLAINSIGHT_PORT'] }],
    faults: [{ key: 'PLAINSIGHT_SCRUB', value: '?', expected: 'true or false' }],
  })
})

test('--config names another file', async () => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'mine.json'), JSON.stringify({ hub: { port: 5 } }))
  const { stdout } = await runCli(['env', '--config', 'mine.json', '--json', '--set'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ settings: [{ key: 'hub.port', value: '5', source: 'file' }] })
})

test.each([
  ['--config', ['--config', 'missing.json'], {}],
  ['PLAINSIGHT_CONFIG', [], { PLAINSIGHT_CONFIG: 'missing.json' }],
  ['--config', ['--config', 'missing.json'], { PLAINSIGHT_CONFIG: 'other.json' }],
])('a configuration file that is missing is reported by what set it: %s', async (setBy, flags, env) => {
  const cwd = makeFolder()
  const { code, stderr } = await runCli(['env', '--set', ...flags], { cwd, env })
  expect(code).toBe(2)
  expect(stderr).toBe(`plainsight: ${setBy} is ${join(cwd, 'missing.json')}, expected an existing file\n`)
})
