import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeFolder } from '../cli/cli.ts'
import { root } from '../root.ts'
import { addressesOf, panelsOf, readDashboards } from './dashboard-json.ts'

const hubUrl = 'https://plainsight.example'

type Source = {
  readonly name: string
  readonly uid: string
  readonly type: string
  readonly url?: string
  readonly editable: boolean
  readonly jsonData: Readonly<Record<string, unknown>>
  readonly secureJsonData?: Readonly<Record<string, string>>
}

/** Grafana puts its environment into these files; `$$` stays as one `$`. */
const putEnvironment = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(/\$\$|\$(\w+)/g, (whole, name?: string) => {
    if (whole === '$$' || name === undefined) return '$'
    if (env[name] === undefined) throw new Error(`Grafana is not given ${name}`)
    return env[name]
  })

/** Runs the script of the service `routes` for these profiles, with the folders of its container in folders of ours. */
const provision = (profiles: string) => {
  const routes = makeFolder()
  const script = readFileSync(join(root, 'stack/routes.sh'), 'utf8')
    .replaceAll('/stack/', `${root}/`)
    .replaceAll('/routes', routes)
    .replace(/^ *chown .*$/gm, '')
  const path = join(makeFolder(), 'routes.sh')
  writeFileSync(path, script)
  mkdirSync(routes, { recursive: true })
  const { status, stderr } = spawnSync('sh', [path], {
    env: { ...process.env, PROFILES: profiles, HUB_URL: hubUrl, PLAINSIGHT_TOKEN: 'any' },
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const folder = join(routes, 'grafana')
  const read = (name: string): string => readFileSync(join(folder, 'datasources', name), 'utf8')
  const env = { HUB_URL: hubUrl, CLICKHOUSE_GRAFANA_PASSWORD: 'from the environment' }
  const sources = readdirSync(join(folder, 'datasources')).flatMap(
    (name) => (parse(putEnvironment(read(name), env)) as { datasources: Source[] }).datasources,
  )
  return { sources, dashboards: readDashboards(join(folder, 'json')), folder }
}

const optional = ['logging', 'analytics', 'tracing', 'demo'] as const
const mixes = Array.from({ length: 2 ** optional.length }, (_, bits) =>
  ['monitoring', ...optional.filter((_profile, index) => bits & (1 << index))].join(','),
)

describe.each(mixes)('profiles %s', (profiles) => {
  const has = (profile: string): boolean => profiles.split(',').includes(profile)

  test('Grafana gets the sources that run, none of them to be edited', () => {
    const { sources } = provision(profiles)
    const wanted = [
      'alertmanager',
      ...(has('analytics') ? ['clickhouse'] : []),
      ...(has('logging') ? ['loki'] : []),
      'prometheus',
    ]
    expect(sources.map(({ uid }) => uid).toSorted()).toEqual(wanted)
    expect(sources.every(({ editable }) => editable === false)).toBe(true)
  })

  test('every dashboard is there once, and asks sources that run', () => {
    const { sources, dashboards } = provision(profiles)
    const uids = [...dashboards.values()].map(({ uid }) => uid)
    expect(new Set(uids).size).toBe(uids.length)
    const names = ['health', ...(has('logging') ? ['logs'] : []), 'node-runtime', 'service-detail', 'services', 'slo']
    expect([...dashboards.keys()]).toEqual([...names, ...(has('analytics') ? ['traces'] : [])])
    const asked = [...dashboards.values()].flatMap(panelsOf).map(({ datasource }) => datasource?.uid)
    const running = sources.map(({ uid }) => uid)
    for (const uid of new Set(asked)) expect(running).toContain(uid)
  })

  test('links lead to what is there', () => {
    const { sources, dashboards } = provision(profiles)
    const uids = [...dashboards.values()].map(({ uid }) => uid)
    const own = [...dashboards.values()].flatMap(addressesOf)
    const ofSources = [...JSON.stringify(sources).matchAll(/"url":"((?:\/d\/|https:)[^"]*)"/g)].map(
      ([, url = '']) => url,
    )
    for (const address of [...own, ...ofSources]) {
      const [, uid] = /^\/d\/([^?]+)/.exec(address) ?? []
      if (uid) expect(uids).toContain(uid)
      else expect(address.startsWith(`${hubUrl}/`), address).toBe(true)
    }
    expect(ofSources.length > 0).toBe(has('analytics'))
  })
})

test('exemplars and log lines lead to the trace by its id, in Grafana and on the page', () => {
  const { sources } = provision('monitoring,logging,analytics')
  const jsonOf = (wanted: string) => sources.find(({ uid }) => uid === wanted)?.jsonData
  const urls = ['/d/plainsight-traces?var-traceId=${__value.raw}', `${hubUrl}/trace?id=\${__value.raw}`]
  expect(jsonOf('prometheus')?.exemplarTraceIdDestinations).toMatchObject(
    urls.map((url) => ({ name: 'trace_id', url })),
  )
  expect(jsonOf('loki')?.derivedFields).toMatchObject(
    urls.map((url) => ({ matcherType: 'label', matcherRegex: 'trace_id', url })),
  )
})

test('the password of the reader comes from the environment', () => {
  const { sources, folder } = provision('monitoring,analytics')
  const clickhouse = sources.find(({ uid }) => uid === 'clickhouse')
  expect(clickhouse).toMatchObject({
    type: 'grafana-clickhouse-datasource',
    jsonData: { host: 'clickhouse', port: 8123, protocol: 'http', username: 'grafana', defaultDatabase: 'plainsight' },
    secureJsonData: { password: 'from the environment' },
  })
  expect(readFileSync(join(folder, 'datasources/clickhouse.yml'), 'utf8')).not.toContain('from the environment')
})

test('dashboards are read from where the script puts them, and not by hand', () => {
  const { folder } = provision('monitoring')
  const { providers } = parse(readFileSync(join(folder, 'dashboards/plainsight.yml'), 'utf8')) as {
    providers: object[]
  }
  expect(providers).toMatchObject([{ type: 'file', allowUiUpdates: false, options: { path: '/routes/grafana/json' } }])
})
