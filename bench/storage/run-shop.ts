import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '../..')

export type ShopRun = {
  /** Number of the shop's series in Prometheus; each histogram bucket is one. */
  readonly series: number
  /** Number of metric exports of each of the two services. */
  readonly exports: number
}

export type ShopOptions = {
  readonly hub: string
  readonly seconds: number
  readonly visitsPerSecond: number
  /** Port of the shop's Prometheus endpoint. */
  readonly metricsPort: number
}

/** Short, so that a short run has many exports; the number of rows per export does not depend on it. */
const exportMs = 2_000

const countSeries = async (port: number): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
}

/** Runs the example shop under the hook, with visitors, and waits until it has sent everything. */
export const runShop = async ({ hub, seconds, visitsPerSecond, metricsPort }: ShopOptions): Promise<ShopRun> => {
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${join(root, 'dist/agent/register.cjs')}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: hub,
    OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
    OTEL_METRIC_EXPORT_INTERVAL: String(exportMs),
    PLAINSIGHT_ENVIRONMENT: 'production',
    SHOP_QUIET: '1',
    VISITS_PER_SECOND: String(visitsPerSecond),
  }
  const shop = spawn(process.execPath, [join(root, 'examples/shop/main.js')], { env, stdio: 'ignore' })
  const gone = new Promise((resolve) => shop.once('exit', resolve))
  await sleep(seconds * 1000)
  const series = await countSeries(metricsPort)
  shop.kill('SIGTERM')
  await gone
  // Its child processes send their last batches while they end.
  await sleep(2_000)
  return { series, exports: Math.floor((seconds * 1000) / exportMs) }
}
