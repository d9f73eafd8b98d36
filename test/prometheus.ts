import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type AskPrometheus, askPrometheus } from './ask-prometheus.ts'
import { makeFolder } from './cli/cli.ts'
import { findFreePort } from './free-port.ts'
import { isOnPath } from './on-path.ts'
import { startPart } from './part.ts'

export const hasPrometheus: boolean = isOnPath('prometheus')

const toConfig = (targets: Readonly<Record<string, number>>): string => {
  const jobs = Object.entries(targets).map(
    ([job, port]) =>
      `{ job_name: ${job}, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }`,
  )
  return `scrape_configs: [${jobs.join(', ')}]`
}

/** A real Prometheus that scrapes each of these ports every second, as a job of this name. It ends with the test. */
export const startPrometheus = async (targets: Readonly<Record<string, number>>): Promise<AskPrometheus> => {
  const folder = makeFolder()
  const port = await findFreePort()
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, toConfig(targets))
  const url = `http://127.0.0.1:${port}`
  const { stop } = await startPart({
    command: 'prometheus',
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=error',
    ],
    url,
    ready: '/-/ready',
  })
  onTestFinished(stop)
  return askPrometheus(url)
}

/** What Prometheus' own tool says against a text of metrics; empty when it is as it should be. */
export const checkMetrics = (text: string): string => {
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  return `${stdout}${stderr}${status === 0 ? '' : `exit code ${status}`}`
}
