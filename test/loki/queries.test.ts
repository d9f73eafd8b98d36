import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Dashboard, readDashboards } from '../grafana/dashboard-json.ts'
import { all, type Chosens } from '../grafana/interpolate.ts'
import { expand, extractQueries } from '../grafana/queries.ts'
import { root } from '../root.ts'
import { type LogQuery, parseLogql } from './logql.ts'
import { loadSettings } from './settings.ts'

const range = { from: 1_795_320_000_000, to: 1_795_323_600_000 }
const dashboards = readDashboards()

/**
 * What a variable may hold: everything, one value, several, and characters that mean something in patterns and texts.
 */
const choices: readonly (readonly [
  string,
  (options: { readonly isText: boolean; readonly isMany: boolean }) => readonly string[],
])[] = [
  ['as it opens', ({ isText, isMany }) => (isText ? [''] : isMany ? [all] : ['shop'])],
  ['with one of each', ({ isText }) => [isText ? 'the CACHE' : 'shop']],
  ['with several of each', ({ isText, isMany }) => (isText ? ['(a|b) c+'] : isMany ? ['shop', 'payments'] : ['shop'])],
  ['with names of odd letters', ({ isText }) => [isText ? 'a "quoted" \\d+ /path/' : 'my.shop (old) [2] 100% +1']],
]

const toChosen = ({ templating }: Dashboard, pick: (typeof choices)[number][1]): Chosens =>
  new Map(
    templating.list.map((variable) => {
      const isMany = variable.multi === true || variable.includeAll === true
      return [
        variable.name,
        { variable, value: pick({ isText: variable.type === 'textbox', isMany }), options: ['shop', 'payments'] },
      ]
    }),
  )

const ofPanels = extractQueries(dashboards).filter(({ source }) => source === 'loki')
const ofVariables = [...dashboards].flatMap(([dashboard, { templating }]) =>
  templating.list
    .filter(({ datasource }) => datasource?.uid === 'loki')
    .map(({ name, query }) => ({ dashboard, name, ...(query as { readonly stream: string; readonly label: string }) })),
)

/** Labels of streams, and what the stack's parts say of a line besides. */
const settings = loadSettings(join(root, 'loki/loki.yaml'))
const labels = settings.distributor.otlp_config.default_resource_attributes_as_index_labels.map((name) =>
  name.replaceAll('.', '_'),
)
const ofLines = [...labels, 'detected_level', 'trace_id', 'span_id']

const streamsOf = (query: string): LogQuery => {
  const parsed = parseLogql(query)
  const log = 'of' in parsed ? parsed.of : parsed
  const grouped = 'of' in parsed ? parsed.by : []
  for (const { name } of log.streams) expect(labels).toContain(name)
  for (const name of [...log.fields.map((field) => field.name), ...grouped]) expect(ofLines).toContain(name)
  return log
}

describe.each(choices)("the dashboards' LogQL, %s", (_, pick) => {
  test.each(ofPanels.map((query) => [`${query.dashboard} / ${query.panel}`, query] as const))('%s', (_name, query) => {
    const { dashboard, target } = query
    const chosen = toChosen(dashboards.get(dashboard)!, pick)
    const { text } = expand(target.expr ?? '', { source: 'loki', chosen, range })
    expect(text).not.toMatch(/\$\{?\w/)
    const { streams } = streamsOf(text)
    for (const { value } of streams.filter(({ by }) => by === '=~').filter(({ value }) => !/^\.[*+]$/.test(value)))
      expect(pick({ isText: false, isMany: true }).every((name) => new RegExp(`^(?:${value})$`, 'u').test(name))).toBe(
        true,
      )
  })

  test.each(ofVariables.map((variable) => [`${variable.dashboard}, ${variable.name}`, variable] as const))(
    'values of %s',
    (_name, { dashboard, stream, label }) => {
      expect(labels).toContain(label)
      if (stream)
        streamsOf(expand(stream, { source: 'loki', chosen: toChosen(dashboards.get(dashboard)!, pick), range }).text)
    },
  )
})

test('there are such queries', () => {
  expect(ofPanels.length).toBeGreaterThanOrEqual(7)
  expect(ofVariables.length).toBeGreaterThanOrEqual(4)
})

test('the selectors of Alloy are LogQL', () => {
  const config = readFileSync(join(root, 'alloy/config.alloy'), 'utf8')
  const selectors = [...config.matchAll(/^\s*selector\s*=\s*(".*")$/gm)].map(
    ([, text = '']) => JSON.parse(text) as string,
  )
  expect(selectors).toHaveLength(1)
  for (const selector of selectors) expect(parseLogql(selector)).toMatchObject({ lines: [], fields: [] })
})

test('Loki has no rules of its own, which would be LogQL', () => {
  expect(settings).not.toHaveProperty('ruler')
})

const wrong: readonly (readonly [what: string, query: string, error: RegExp])[] = [
  ['a bracket that does not close', '{service_name="shop"', /not LogQL/],
  ['a backtick within backticks', '{service_name="shop"} |~ `a`b`', /not LogQL/],
  ['PromQL', 'sum(rate(loki_x[5m]))', /not LogQL/],
  ['a range without length', 'sum(count_over_time({service_name="shop"} []))', /not LogQL/],
  ['streams of any kind', '{service_name=~".*"}', /has to be something/],
  ['a pattern that looks ahead', '{service_name=~"(?=shop).+"}', /RE2/],
  ['an escape that a text does not know', '{service_name=~"shop\\d"}', /JSON/],
  ['an open group', '{service_name="shop"} |~ `(a`', /regular expression/],
]
test.each(wrong)('%s is refused', (_, query, error) => {
  expect(() => parseLogql(query)).toThrow(error)
})
