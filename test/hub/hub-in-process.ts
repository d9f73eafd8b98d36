import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { type ConfigInput, loadConfig } from '../../src/config/load.ts'
import { type OpenHub, openHub } from '../../src/hub/open-hub.ts'

export type HubInProcess = OpenHub & {
  readonly dataDir: string
  /** Lines of its log so far, as written. */
  readonly logged: readonly string[]
}

/**
 * A whole hub on a real engine in a folder of its own, without listening: requests are injected, unless the test lets
 * it listen.
 */
export const openHubInProcess = async (hub: ConfigInput['hub'] = {}): Promise<HubInProcess> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-hub-'))
  const { config } = loadConfig({ code: { hub: { dataDir, flushMs: 20, ...hub } }, env: {}, file: false })
  const logged: string[] = []
  const log = pino(
    { level: 'info' },
    new Writable({
      write: (line, _encoding, done) => {
        logged.push(String(line))
        done()
      },
    }),
  )
  const opened = await openHub({ config, log })
  const close = async (): Promise<void> => {
    await opened.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { ...opened, dataDir, logged, close }
}
