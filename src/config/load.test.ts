import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConfigSources, loadConfig } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainsight-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (content: unknown): { path: string; content: unknown } => ({
  path: '/app/plainsight.config.json',
  content,
})

describe('who wins: code, flag, env, file, default', () => {
  const all: ConfigSources = {
    code: { hub: { port: 1 } },
    flags: { hub: { port: 2 } },
    env: { PLAINSIGHT_PORT: '3' },
    file: file({ hub: { port: 4 } }),
  }
  const cases: [string, ConfigSources, number, string, string][] = [
    ['code over all', all, 1, 'code', 'hub.port'],
    ['flag over env', { ...all, code: {} }, 2, 'flag', '--port'],
    ['env over file', { ...all, code: {}, flags: {} }, 3, 'env', 'PLAINSIGHT_PORT'],
    [
      'file over default',
      { ...all, code: {}, flags: {}, env: {} },
      4,
      'file',
      'hub.port in /app/plainsight.config.json',
    ],
    ['default', { env: {}, file: false }, 4318, 'default', ''],
    [
      'an empty variable is not set',
      { ...all, code: {}, flags: {}, env: { PLAINSIGHT_PORT: '' } },
      4,
      'file',
      'hub.port in /app/plainsight.config.json',
    ],
  ]
  test.each(cases)('%s', (_, sources, value, source, name) => {
    const loaded = loadConfig(sources)
    expect(loaded.faults).toEqual([])
    expect(loaded.config.hub.port).toBe(value)
    expect(loaded.origins['hub.port']).toEqual({ source, name })
  })

  test('an invalid value is ignored for the next source, and reported', () => {
    const { config, faults } = loadConfig({ env: { PLAINSIGHT_PORT: 'http' }, file: file({ hub: { port: 4 } }) })
    expect(config.hub.port).toBe(4)
    expect(faults).toEqual([{ key: 'PLAINSIGHT_PORT', value: 'http', expected: 'a whole number from 0 to 65535' }])
  })

  test('the first of several variables wins', () => {
    const env = { PLAINSIGHT_ENVIRONMENT: 'staging', NODE_ENV: 'production' }
    expect(loadConfig({ env, file: false }).config.agent.environment).toBe('staging')
    expect(loadConfig({ env: { NODE_ENV: 'production' }, file: false }).config.agent.environment).toBe('production')
  })

  test('the result cannot be changed', () => {
    const { config } = loadConfig({ env: { PLAINSIGHT_ALLOWED_HOSTS: 'a' }, file: false })
    for (const part of [config, config.hub, config.hub.allowedHosts]) expect(Object.isFrozen(part)).toBe(true)
  })
})

describe('each kind of option from each source', () => {
  const kinds: [string, ConfigSources, (config: ReturnType<typeof loadConfig>['config']) => unknown, unknown][] = [
    ['string by env', { env: { PLAINSIGHT_DATA_DIR: '/data' } }, (c) => c.hub.dataDir, '/data'],
    ['string by file', { file: file({ hub: { dataDir: '/data' } }) }, (c) => c.hub.dataDir, '/data'],
    ['integer by flag', { flags: { hub: { port: '80' } } }, (c) => c.hub.port, 80],
    ['integer by file', { file: file({ hub: { flushMs: 20 } }) }, (c) => c.hub.flushMs, 20],
    ['number by env', { env: { OTEL_TRACES_SAMPLER_ARG: '0.25' } }, (c) => c.otel.tracesSamplerArg, 0.25],
    ['boolean by env', { env: { PLAINSIGHT_SCRUB: 'off' } }, (c) => c.hub.scrub, false],
    ['boolean by code', { code: { hub: { scrub: false } } }, (c) => c.hub.scrub, false],
    ['enum by env, case aside', { env: { PLAINSIGHT_REQUEST_LOG: 'All' } }, (c) => c.agent.requestLog, 'all'],
    ['list by env', { env: { PLAINSIGHT_ALLOWED_HOSTS: 'a, b,,' } }, (c) => c.hub.allowedHosts, ['a', 'b']],
    ['list by file', { file: file({ hub: { allowedHosts: ['a', 'b'] } }) }, (c) => c.hub.allowedHosts, ['a', 'b']],
    ['list by flag', { flags: { hub: { allowedHosts: 'a,b' } } }, (c) => c.hub.allowedHosts, ['a', 'b']],
    [
      'map by file',
      { file: file({ otel: { resourceAttributes: { a: 'b' } } }) },
      (c) => c.otel.resourceAttributes,
      { a: 'b' },
    ],
    [
      'url by env',
      { env: { CLICKHOUSE_URL: 'https://u:p@h:8443/db' } },
      (c) => c.hub.storeUrl,
      'https://u:p@h:8443/db',
    ],
  ]
  test.each(kinds)('%s', (_, sources, pick, value) => {
    const { config, faults } = loadConfig({ env: {}, file: false, ...sources })
    expect(faults).toEqual([])
    expect(pick(config)).toEqual(value)
  })
})

describe('faults', () => {
  test('all at once, each with key, value and expectation', () => {
    const { faults } = loadConfig({
      flags: { hub: { port: 70000 } },
      env: { PLAINSIGHT_REQUEST_LOG: 'some', CLICKHOUSE_URL: 'tcp://u:secret@h', PLAINSIGHT_SCRUB: 'maybe' },
      file: file({ hub: { drainMs: '1s', allowedHosts: [1] } }),
    })
    expect(faults).toEqual([
      { key: 'PLAINSIGHT_REQUEST_LOG', value: 'some', expected: 'one of off, errors, all' },
      { key: '--port', value: '70000', expected: 'a whole number from 0 to 65535' },
      { key: 'CLICKHOUSE_URL', value: '***', expected: 'an http or https URL' },
      { key: 'hub.allowedHosts in /app/plainsight.config.json', value: '[1]', expected: 'words, comma separated' },
      { key: 'hub.drainMs in /app/plainsight.config.json', value: '1s', expected: 'a whole number from 0 (ms)' },
      { key: 'PLAINSIGHT_SCRUB', value: 'maybe', expected: 'true or false' },
    ])
  })

  const unknown: [string, ConfigSources, string, string][] = [
    ['a variable', { env: { PLAINSIGHT_PROT: '1' } }, 'PLAINSIGHT_PROT', 'PLAINSIGHT_PORT'],
    ['a variable with a word too few', { env: { PLAINSIGHT_DATA: '/d' } }, 'PLAINSIGHT_DATA', 'PLAINSIGHT_DATA_DIR'],
    ['a key of the file', { file: file({ hub: { prot: 1 } }) }, 'hub.prot in /app/plainsight.config.json', 'hub.port'],
    ['a key without group', { file: file({ port: {} }) }, 'port in /app/plainsight.config.json', 'hub.port'],
    [
      'a key in the wrong group',
      { file: file({ agent: { port: 1 } }) },
      'agent.port in /app/plainsight.config.json',
      'hub.port',
    ],
    ['a group', { file: file({ otl: {} }) }, 'otl in /app/plainsight.config.json', 'otel'],
    ['a key of code', { code: { agent: { requestlog: 'all' } as object } }, 'agent.requestlog', 'agent.requestLog'],
  ]
  test.each(unknown)('an unknown name leads to the right one: %s', (_, sources, key, nearest) => {
    expect(loadConfig({ env: {}, file: false, ...sources }).faults).toEqual([
      { key, value: '***', expected: `a plainsight setting; did you mean ${nearest}?` },
    ])
  })

  test('variables of others are no fault', () => {
    expect(loadConfig({ env: { OTEL_SOMETHING_NEW: '1', PATH: '/bin' }, file: false }).faults).toEqual([])
  })
})

describe('the configuration file', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  test('is the one that PLAINSIGHT_CONFIG names', () => {
    const path = write('mine.json', '{ "$schema": "x", "hub": { "port": 9 } }')
    const loaded = loadConfig({ env: { PLAINSIGHT_CONFIG: path } })
    expect(loaded).toMatchObject({ faults: [], file: path, config: { hub: { port: 9 } } })
  })

  test('may be missing, unless it is named', () => {
    expect(loadConfig({ env: {} }).faults).toEqual([])
    const path = join(folder, 'absent.json')
    expect(loadConfig({ env: { PLAINSIGHT_CONFIG: path } }).faults).toEqual([
      { key: 'PLAINSIGHT_CONFIG', value: path, expected: 'an existing file' },
    ])
  })

  test.each([
    ['no JSON', '{ port: 1 }', /a readable JSON file/],
    ['no object', '[]', /an object of groups/],
    ['no groups', '{ "hub": 1 }', /an object of groups/],
  ])('with %s is a fault, and the defaults hold', (name, text, expected) => {
    const loaded = loadConfig({ env: { PLAINSIGHT_CONFIG: write(`${name}.json`, text) } })
    expect(loaded.config.hub.port).toBe(4318)
    expect(loaded.faults[0]?.expected).toMatch(expected)
  })
})
