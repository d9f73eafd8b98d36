import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findFreePort } from './free-port.ts'
import { isOnPath } from './on-path.ts'
import { answers, startProgram } from './program.ts'

export const hasPrometheus: boolean = isOnPath('prometheus')

export type Prometheus = {
  /** Asks its API: the part of the address behind `/api/v1/`. Undefined while it does not answer. */
  query(path: string): Promise<unknown>
  /** One value per series of an expression, by its labels without `job` and `instance`. */
  values(expression: string): Promise<readonly { readonly labels: Record<string, string>; readonly value: number }[]>
  /** The one value of an expression; undefined when it has none, or several. */
  value(expression: string): Promise<number | undefined>
}

type Vector = { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] }

const toConfig = (targets: Readonly<Record<string, number>>): string => {
  const jobs = Object.entries(targets).map(
    ([job, port]) =>
      `{ job_name: ${job}, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }`,
  )
  return `scrape_configs: [${jobs.join(', ')}]`
}

/** A real Prometheus that scrapes each of these ports every second, as a job of this name. It ends with the test. */
export const startPrometheus = async (targets: Readonly<Record<string, number>>): Promise<Prometheus> => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-prometheus-'))
  const port = await findFreePort()
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, toConfig(targets))
  const program = startProgram({
    command: 'prometheus',
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=error',
    ],
  })
  onTestFinished(async () => {
    await program.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const query = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined)
    return answer?.ok ? ((await answer.json()) as { data: unknown }).data : undefined
  }
  const values: Prometheus['values'] = async (expression) => {
    const vector = (await query(`query?query=${encodeURIComponent(expression)}`)) as Vector | undefined
    return (vector?.result ?? []).map(({ metric: { job, instance, __name__, ...labels }, value }) => ({
      labels,
      value: Number(value[1]),
    }))
  }
  const value: Prometheus['value'] = async (expression) => {
    const found = await values(expression)
    return found.length === 1 ? found[0]?.value : undefined
  }
  await program.becomesReady(() => answers(`http://127.0.0.1:${port}/-/ready`))
  return { query, values, value }
}

/** What Prometheus' own tool says against a text of metrics; empty when it is as it should be. */
export const checkMetrics = (text: string): string => {
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  return `${stdout}${stderr}${status === 0 ? '' : `exit code ${status}`}`
}
