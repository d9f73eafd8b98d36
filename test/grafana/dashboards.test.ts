import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { addressesOf, type Dashboard, panelsOf, readDashboards } from './dashboard-json.ts'

const dashboards = readDashboards()
const uids = new Set([...dashboards.values()].map(({ uid }) => uid))
const sources = ['prometheus', 'loki', 'clickhouse']
/** Grafana's names of the units that we show. */
const units = ['Bps', 'bytes', 'cps', 'none', 'percentunit', 'reqps', 's', 'short', 'suffix:×']

test('the JSON is what npm run dashboards writes', () => {
  const { stderr, status } = spawnSync('node', ['scripts/dashboards.ts', '--check'], { cwd: root, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

const overlapping = (dashboard: Dashboard): string[] => {
  const cells = new Map<string, string>()
  const twice: string[] = []
  for (const { title, gridPos } of dashboard.panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        const other = cells.get(`${x} ${y}`)
        if (other) twice.push(`${title} lies on ${other}`)
        cells.set(`${x} ${y}`, title)
      }
  return twice
}

describe.each([...dashboards])('%s', (_name, dashboard) => {
  test('opens on the last hour, looks again by itself, in the time of the reader, and is found by its tag', () => {
    expect(dashboard).toMatchObject({
      time: { from: 'now-1h', to: 'now' },
      refresh: '30s',
      timezone: 'browser',
      tags: ['plainsight'],
    })
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(41)
    expect(dashboard.uid).toMatch(/^plainsight-[a-z]+$/)
    expect(dashboard.description).toMatch(/^[A-Z].{20,}\.$/s)
  })

  test.each(panelsOf(dashboard).map((panel) => [panel.title, panel] as const))(
    'panel %s says what it is',
    (_, panel) => {
      expect(panel.title).toMatch(/^\S.{1,60}$/)
      expect(panel.description).toMatch(/^[A-Z].{10,}[.?]$/s)
      expect(units).toContain(panel.fieldConfig?.defaults.unit)
      const targets = panel.targets ?? []
      expect(targets.length).toBeGreaterThan(0)
      for (const { datasource, expr, rawSql } of targets) {
        expect(sources).toContain(datasource.uid)
        expect(datasource.uid).toBe(panel.datasource?.uid)
        if (datasource.uid === 'clickhouse') expect(rawSql).toMatch(/^(SELECT|WITH)\s/)
        else expect(expr).toMatch(/\w/)
      }
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    },
  )

  test('leads to the other dashboards from its head', () => {
    expect(dashboard.links[0]).toMatchObject({
      type: 'dashboards',
      tags: ['plainsight'],
      keepTime: true,
      includeVars: true,
    })
    expect(JSON.stringify(dashboard)).not.toContain('inControlsMenu')
  })

  test('has one panel to a place and to a number', () => {
    expect(overlapping(dashboard)).toEqual([])
    const rows = dashboard.panels.filter(({ type }) => type === 'row')
    const panels = [...rows, ...panelsOf(dashboard)]
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
  })

  test('says of each variable what it is', () => {
    for (const { label, description, name } of dashboard.templating.list) {
      expect(label, name).toMatch(/^[A-Z]\w/)
      expect(description, name).toMatch(/\.$/)
    }
  })

  test('leads to dashboards that there are, and to views of the page', () => {
    for (const address of addressesOf(dashboard)) {
      const [, uid] = /^\/d\/([^?]+)/.exec(address) ?? []
      const [, view] = /^http:\/\/127\.0\.0\.1:4319\/([^?]+)/.exec(address) ?? []
      if (uid) expect(uids).toContain(uid)
      else expect(['requests', 'traces', 'trace', 'logs', 'metrics']).toContain(view)
    }
  })

  test('asks for variables that it has', () => {
    const text = JSON.stringify(dashboard)
    const used = [...text.matchAll(/\$\{?([a-z]\w*)/gi)].map(([, name = '']) => name)
    const own = dashboard.templating.list.map(({ name }) => name)
    const unknown = used.filter((name) => !own.includes(name) && !name.startsWith('__'))
    expect(new Set(unknown)).toEqual(new Set())
  })
})
