import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { programTools } from '../stack/tools.ts'
import {
  alertCases,
  alertingRules,
  expressionCases,
  folder,
  readYaml,
  recordingRules,
  yamlFiles,
} from './rule-files.ts'

const tools = programTools()

const runPromtool = (...args: readonly string[]): { readonly status: number | null; readonly output: string } => {
  const promtool = 'programs' in tools ? join(tools.programs.prometheus!, 'promtool') : ''
  const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: folder, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe.skipIf(leaveOut("Prometheus' own check of its configuration and rules", tools))('promtool', () => {
  test('takes the configuration, rules and targets included', () => {
    const copy = mkdtempSync(join(tmpdir(), 'plainsight-prometheus-'))
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
    cpSync(folder, copy, { recursive: true })
    // Where they lie in the container.
    const config = readFileSync(join(folder, 'prometheus.yml'), 'utf8')
      .replaceAll('/routes/prometheus', join(copy, 'targets'))
      .replaceAll('/etc/prometheus', copy)
    writeFileSync(join(copy, 'prometheus.yml'), config)
    writeFileSync(join(copy, 'targets/plainsight_token'), '')
    const { status, output } = runPromtool(
      'check',
      'config',
      '--lint=all',
      '--lint-fatal',
      join(copy, 'prometheus.yml'),
    )
    expect(output).not.toContain('WARNING')
    expect(status, output).toBe(0)
  })

  test.each(yamlFiles('tests'))('finds what %s expects', (path) => {
    const { status, output } = runPromtool('test', 'rules', path)
    expect(status, output).toBe(0)
  })
})

describe('each alert', () => {
  const named = alertingRules.map((rule) => [`${rule.alert} (${rule.labels.severity})`, rule] as const)

  test.each(named)('%s has a case that fires, and one that does not', (_, { alert, labels }) => {
    const cases = alertCases.filter(({ alertname }) => alertname === alert)
    const fires = ({ exp_alerts }: (typeof cases)[number]): boolean =>
      exp_alerts.some(({ exp_labels }) => exp_labels.severity === labels.severity)
    expect(cases.some(fires)).toBe(true)
    expect(cases.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true)
  })

  test.each(named)('%s says what is wrong, what to do, and where to look', (_, { alert, labels, annotations }) => {
    expect(['critical', 'warning', 'info']).toContain(labels.severity)
    expect(Object.keys(annotations).sort()).toEqual(['dashboard', 'description', 'runbook_url', 'summary'])
    const docs = 'https://github.com/plainsight/plainsight/blob/main/docs/alerts.md'
    expect(annotations.runbook_url).toBe(`${docs}#${alert.toLowerCase()}`)
    expect(annotations.dashboard).toMatch(/^http:\/\/127\.0\.0\.1:3000\/d\/plainsight-[a-z]+(\?var-service=|$)/)
  })

  test('has its section in docs/alerts.md, and no section is about none', () => {
    const text = readFileSync(join(root, 'docs/alerts.md'), 'utf8')
    const sections = [...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
    expect(sections.toSorted()).toEqual([...new Set(alertingRules.map(({ alert }) => alert))].toSorted())
  })
})

describe('each recording rule', () => {
  test.each([...new Set(recordingRules.map(({ record }) => record))])('%s has a case with values', (record) => {
    const isOf = new RegExp(`(?<![\\w:])${record}(?![\\w:])`)
    const cases = expressionCases.filter(({ expr }) => isOf.test(expr))
    expect(cases.some(({ exp_samples }) => exp_samples.length > 0)).toBe(true)
  })

  test('is there under the names that dashboards use', () => {
    const names = new Set(recordingRules.map(({ record }) => record))
    for (const window of ['5m', '1h'])
      for (const level of ['service_route', 'service']) {
        expect(names).toContain(`${level}:http_requests:rate${window}`)
        expect(names).toContain(`${level}:http_request_errors:rate${window}`)
        for (const quantile of ['p50', 'p95', 'p99'])
          expect(names).toContain(`${level}:http_request_duration_seconds:${quantile}_${window}`)
      }
    for (const window of ['5m', '30m', '1h', '2h', '6h', '1d', '3d'])
      expect(names).toContain(`service:slo_errors:ratio_rate${window}`)
    for (const name of ['service:apdex:5m', 'service:slo_objective:ratio']) expect(names).toContain(name)
  })
})

test('every part of the stack has its targets, under its own name', () => {
  const parts = ['alertmanager', 'alloy', 'clickhouse', 'collector', 'grafana', 'hub', 'loki', 'prometheus']
  expect(yamlFiles('targets').toSorted()).toEqual([...parts, 'demo'].toSorted().map((part) => `targets/${part}.yml`))
  for (const part of parts) {
    const [target] = readYaml(`targets/${part}.yml`) as readonly { labels: Record<string, string>; targets: string[] }[]
    expect(target?.labels).toEqual({ job: part })
    expect(target?.targets[0]).toMatch(new RegExp(`^${part}:\\d+$`))
  }
})
