import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { alertmanagerConfig, startAlertmanager } from '../alertmanager.ts'
import { makeFolder } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { leaveOut } from '../leave-out.ts'
import { programTools } from '../stack/tools.ts'

const tools = programTools()
const programs = 'programs' in tools ? tools.programs : {}

describe.skipIf(leaveOut('Alertmanager: routes and inhibition', tools))('alertmanager.yml', () => {
  const amtool = (args: readonly string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(join(programs.alertmanager!, 'amtool'), args, { encoding: 'utf8' })
    return { status, output: stdout + stderr }
  }

  test('is taken as it is, and with the receivers that it shows', () => {
    expect(amtool(['check-config', alertmanagerConfig])).toMatchObject({ status: 0 })
    const [head, receivers] = readFileSync(alertmanagerConfig, 'utf8').split(/^(?=receivers:)/m)
    const withReceivers = `${head}${receivers?.replaceAll(/^ {4}# /gm, '    ')}`
    for (const kind of ['webhook', 'slack', 'email'])
      expect(withReceivers).toMatch(new RegExp(`^ {4}${kind}_configs:`, 'm'))
    const path = join(makeFolder(), 'alertmanager.yml')
    writeFileSync(path, withReceivers)
    expect(amtool(['check-config', path])).toMatchObject({ status: 0 })
  })

  test.each([
    ['critical', 'page'],
    ['warning', 'team'],
    ['info', 'nobody'],
  ])('tells of what is %s to %s', (severity, receiver) => {
    const { output } = amtool([
      'config',
      'routes',
      'test',
      `--config.file=${alertmanagerConfig}`,
      `severity=${severity}`,
    ])
    expect(output.trim()).toBe(receiver)
  })

  type Labels = Readonly<Record<string, string>>

  /** Sends alerts to a real Alertmanager, and answers which of them nobody is told of since others say it. */
  const sendAll = async (alerts: readonly Labels[]): Promise<readonly Labels[]> => {
    const alertmanager = await startAlertmanager(programs, { folder: makeFolder(), port: await findFreePort() })
    onTestFinished(alertmanager.stop)
    const url = `${alertmanager.url}/api/v2/alerts`
    const body = JSON.stringify(alerts.map((labels) => ({ labels })))
    const sent = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(sent.status).toBe(200)
    type Answer = readonly { readonly labels: Labels; readonly status: { readonly inhibitedBy: readonly string[] } }[]
    // What is silenced is known once the alerts were looked at, after `group_wait`.
    const found = await eventually('all alerts', async () => {
      const known = (await (await fetch(url)).json()) as Answer
      const isDone = known.length === alerts.length && known.some(({ status }) => status.inhibitedBy.length > 0)
      return isDone ? known : undefined
    })
    return found.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels)
  }

  const shop = { service_name: 'shop', deployment_environment_name: 'prod' }
  const pay = { service_name: 'pay', deployment_environment_name: 'prod' }
  const hub = { job: 'hub', instance: 'hub:4318' }

  type Case = readonly [what: string, sources: readonly Labels[], silenced: readonly Labels[], loud: readonly Labels[]]
  const cases: readonly Case[] = [
    [
      'the critical one of an alert says it for the same service alone',
      [{ alertname: 'HttpErrorShareHigh', severity: 'critical', ...shop }],
      [{ alertname: 'HttpErrorShareHigh', severity: 'warning', ...shop }],
      [
        { alertname: 'HttpErrorShareHigh', severity: 'warning', ...pay },
        { alertname: 'HttpLatencyHigh', severity: 'warning', ...shop },
      ],
    ],
    [
      'what is down has no other troubles',
      [{ alertname: 'TargetDown', severity: 'critical', ...hub }],
      [{ alertname: 'HubFallingBehind', severity: 'warning', ...hub }],
      [
        { alertname: 'HubFallingBehind', severity: 'warning', job: 'hub', instance: 'hub-2:4318' },
        { alertname: 'TargetDown', severity: 'critical', job: 'loki', instance: 'loki:3100' },
      ],
    ],
    [
      'without the Collector nothing is known of traffic',
      [{ alertname: 'TargetDown', severity: 'critical', job: 'collector', instance: 'collector:8888' }],
      [{ alertname: 'NoTraffic', severity: 'warning', ...shop }],
      [{ alertname: 'HeapNearLimit', severity: 'warning', ...shop }],
    ],
    [
      'a budget that burns fast also burns slowly',
      [{ alertname: 'SloBurnFast', severity: 'critical', ...shop }],
      [
        { alertname: 'SloBurnSteady', severity: 'critical', ...shop },
        { alertname: 'SloBurnCreeping', severity: 'warning', ...shop },
      ],
      [{ alertname: 'SloBurnCreeping', severity: 'warning', ...pay }],
    ],
    [
      'the store that takes nothing is why the hub falls behind',
      [{ alertname: 'HubStoreFailing', severity: 'critical', ...hub }],
      [{ alertname: 'HubFallingBehind', severity: 'warning', ...hub }],
      [{ alertname: 'HubRowsRefused', severity: 'warning', ...hub }],
    ],
  ]
  test.each(cases)('%s', async (_, sources, silenced, loud) => {
    const found = await sendAll([...sources, ...silenced, ...loud])
    expect(found).toHaveLength(silenced.length)
    expect(found).toEqual(expect.arrayContaining([...silenced]))
  })
})
