import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTelemetry, type TelemetryOptions } from './create-telemetry.ts'

const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-telemetry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const createProduct = (env: Record<string, string>, options: Partial<TelemetryOptions> = {}) =>
  createTelemetry({
    product: 'acme-cli',
    version: '1.0.0',
    receiver: { endpoint: 'https://telemetry.acme.test/' },
    stateFolder: makeFolder(),
    env,
    ...options,
  })

type Row = readonly [
  env: Record<string, string>,
  stored: 'on' | 'off' | undefined,
  decidedBy: string,
  enabled: boolean,
  reason: string,
]

const never = { DO_NOT_TRACK: '1' }

/** The table of docs/telemetry.md, from its last row to its first: each rule overrides all before it. */
const rows: readonly Row[] = [
  [{}, undefined, 'default', false, 'off'],
  [{}, 'on', 'stored consent', true, 'given on'],
  [{}, 'off', 'stored consent', false, 'refused on'],
  [{ CI: 'true' }, undefined, 'CI', false, 'CI=true'],
  [{ CI: '1' }, 'on', 'CI', false, 'CI=1'],
  [{ CI: 'false' }, 'on', 'stored consent', true, 'given on'],
  [{ CI: '0' }, 'on', 'stored consent', true, 'given on'],
  [{ CI: '' }, 'on', 'stored consent', true, 'given on'],
  [{ TF_BUILD: 'True' }, 'on', 'CI', false, 'TF_BUILD=True'],
  [{ CODEBUILD_BUILD_ID: 'a:1' }, 'on', 'CI', false, 'CODEBUILD_BUILD_ID=a:1'],
  [{ JENKINS_URL: 'http://j' }, 'on', 'CI', false, 'JENKINS_URL=http://j'],
  [{ TEAMCITY_VERSION: '2026' }, 'on', 'CI', false, 'TEAMCITY_VERSION=2026'],
  [{ ENABLE_TELEMETRY: 'true' }, undefined, 'ENABLE_TELEMETRY', true, 'ENABLE_TELEMETRY=true'],
  [{ ENABLE_TELEMETRY: 'TRUE' }, 'off', 'ENABLE_TELEMETRY', true, 'ENABLE_TELEMETRY=TRUE'],
  [{ ENABLE_TELEMETRY: '1', CI: 'true' }, 'off', 'ENABLE_TELEMETRY', true, 'ENABLE_TELEMETRY=1'],
  [{ ENABLE_TELEMETRY: 'false' }, 'on', 'ENABLE_TELEMETRY', false, 'ENABLE_TELEMETRY=false'],
  [{ ENABLE_TELEMETRY: 'ture' }, 'on', 'ENABLE_TELEMETRY', false, 'ENABLE_TELEMETRY=ture'],
  [{ ENABLE_TELEMETRY: '' }, 'on', 'stored consent', true, 'given on'],
  [{ ACME_CLI_TELEMETRY: 'on' }, undefined, 'own variable', true, 'ACME_CLI_TELEMETRY=on'],
  [
    { ACME_CLI_TELEMETRY: 'yes', ENABLE_TELEMETRY: '0', CI: '1' },
    'off',
    'own variable',
    true,
    'ACME_CLI_TELEMETRY=yes',
  ],
  [{ ACME_CLI_TELEMETRY: '0', ENABLE_TELEMETRY: 'true' }, 'on', 'own variable', false, 'ACME_CLI_TELEMETRY=0'],
  [{ ACME_CLI_TELEMETRY: 'maybe', ENABLE_TELEMETRY: 'true' }, 'on', 'own variable', false, 'ACME_CLI_TELEMETRY=maybe'],
  [{ ...never, ACME_CLI_TELEMETRY: 'true', ENABLE_TELEMETRY: 'true' }, 'on', 'DO_NOT_TRACK', false, 'DO_NOT_TRACK=1'],
  [{ DO_NOT_TRACK: 'false', ENABLE_TELEMETRY: 'true' }, 'on', 'DO_NOT_TRACK', false, 'DO_NOT_TRACK=false'],
  [{ DO_NOT_TRACK: ' ', ENABLE_TELEMETRY: 'true' }, 'on', 'DO_NOT_TRACK', false, 'DO_NOT_TRACK= '],
  [{ DO_NOT_TRACK: '0', ENABLE_TELEMETRY: 'true' }, 'off', 'ENABLE_TELEMETRY', true, 'ENABLE_TELEMETRY=true'],
  [{ DO_NOT_TRACK: '' }, 'on', 'stored consent', true, 'given on'],
]

const toTitle = (env: Record<string, string>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'no variable'

test.each(rows.map((row) => [toTitle(row[0]), row[1] ?? 'nothing', row] as const))(
  'with %s and %s stored, the status says which rule decided',
  (_, __, [env, stored, decidedBy, enabled, reason]) => {
    const product = createProduct(env)
    if (stored) stored === 'on' ? product.enable() : product.disable()
    const { rules, ...status } = product.status()
    expect(status).toMatchObject({ decidedBy, enabled })
    expect(rules.find(({ name }) => name === decidedBy)?.found).toContain(reason)
  },
)

test('consent covers the fields and the receiver that were shown, and no others', () => {
  const stateFolder = makeFolder()
  const fields = { plugins: { type: 'count', description: 'Number of plugins.' } } as const
  createProduct({}, { stateFolder, fields }).enable()
  expect(createProduct({}, { stateFolder, fields }).status().enabled).toBe(true)
  expect(createProduct({}, { stateFolder }).status().enabled).toBe(true)
  const more = { ...fields, themes: { type: 'count', description: 'Number of themes.' } } as const
  const widened = createProduct({}, { stateFolder, fields: more }).status()
  expect(widened).toMatchObject({ enabled: false, decidedBy: 'default' })
  expect(widened.rules.find(({ name }) => name === 'stored consent')?.found).toMatch(/without the fields themes$/)
  const moved = createProduct({}, { stateFolder, fields, receiver: { endpoint: 'https://other.test' } }).status()
  expect(moved).toMatchObject({ enabled: false, decidedBy: 'default' })
  expect(createProduct({ ENABLE_TELEMETRY: '1' }, { stateFolder, fields: more }).status().enabled).toBe(true)
})

test('consent for a release without a receiver does not cover a later one that has one', () => {
  const stateFolder = makeFolder()
  createProduct({}, { stateFolder, receiver: false }).enable()
  expect(createProduct({}, { stateFolder, receiver: false }).status().enabled).toBe(true)
  expect(createProduct({}, { stateFolder }).status().enabled).toBe(false)
})
