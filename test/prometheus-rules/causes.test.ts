import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { programTools } from '../stack/tools.ts'
import { makeFailures } from './failures.ts'
import { type RealParts, startRealParts } from './real-parts.ts'
import { type Services, startServices } from './services.ts'

const tools = programTools()

type Alert = {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly receivers: readonly { readonly name: string }[]
}

describe.skipIf(leaveOut('alerts with real causes', tools))('what goes wrong for real reaches Alertmanager', () => {
  let parts: RealParts
  let services: Services | undefined
  beforeAll(async () => {
    if (!('programs' in tools)) return
    parts = await startRealParts(tools.programs)
    services = await startServices(parts)
  })
  afterAll(async () => {
    await services?.stop()
    await parts?.stop()
  })

  const alerts = async (): Promise<readonly Alert[]> => {
    const answer = await fetch(`http://127.0.0.1:${parts.ports.alertmanager}/api/v2/alerts`)
    return (await answer.json()) as readonly Alert[]
  }
  const arrived = (alertname: string, labels: Readonly<Record<string, string>>): Promise<Alert> =>
    eventually(alertname, async () =>
      (await alerts()).find((alert) =>
        Object.entries({ alertname, ...labels }).every(([name, value]) => alert.labels[name] === value),
      ),
    )

  test('a quarter of the requests fails', async () => {
    const shop = { service_name: 'shop', deployment_environment_name: 'test' }
    const alert = await arrived('HttpErrorShareHigh', { ...shop, severity: 'warning' })
    expect(alert.annotations.summary).toMatch(/^shop \(test\) fails (1\d|2\d|3\d)(\.\d+)?% of its requests$/)
    expect(alert.receivers).toEqual([{ name: 'team' }])
    expect(await arrived('SloBurnFast', { ...shop, severity: 'critical' })).toMatchObject({
      receivers: [{ name: 'page' }],
    })
  })

  test('records are given up and turned away, and lines are thrown away', async () => {
    // Counters grow from the second time on; for the first, Prometheus must have watched for ten minutes.
    const failing = setInterval(() => void makeFailures(parts).catch(() => undefined), 1_000)
    try {
      for (const signal of ['spans', 'log records', 'metric points']) {
        await arrived('CollectorDroppingData', { signal, exporter: 'otlp_http/gone' })
        await arrived('CollectorRefusing', { signal, exporter: 'otlp_http/stuck' })
      }
      await arrived('LokiDiscarding', { reason: 'greater_than_max_sample_age' })
    } finally {
      clearInterval(failing)
    }
  })

  test('a target is taken off its list, and the hub ends', async () => {
    writeFileSync(join(parts.folder, 'agents/services.yml'), '[]')
    await parts.stopHub()
    await arrived('TargetVanished', { job: 'shop' })
    const { annotations } = await arrived('TargetDown', { job: 'hub' })
    expect(annotations.summary).toBe('hub does not answer')
  })

  test('and nothing else is called wrong', async () => {
    const names = new Set((await alerts()).map(({ labels }) => labels.alertname))
    for (const name of ['EventLoopLagHigh', 'HeapNearLimit', 'HubRefusing', 'NoTraffic', 'PrometheusRulesFailing'])
      expect(names).not.toContain(name)
  })
})
