import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type HubProcess = { readonly pid: number; readonly url: string; stop(): Promise<void> }

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

/** Starts the built hub in a process of its own, as `plainsight up` does, and waits until it accepts data. */
export const startHubProcess = async ({ port, dataDir }: { port: number; dataDir: string }): Promise<HubProcess> => {
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    PLAINSIGHT_PORT: String(port),
    PLAINSIGHT_DATA_DIR: dataDir,
    PLAINSIGHT_HUB_LOG_LEVEL: 'warn',
  }
  const main = join(import.meta.dirname, '../dist/cli/main.js')
  const child = spawn(process.execPath, [main, 'up'], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  for (const started = Date.now(); Date.now() - started < 30_000; await sleep(50)) {
    if (await isReady(url)) return { pid: child.pid ?? 0, url, stop }
  }
  await stop()
  throw new Error('The hub does not start')
}
