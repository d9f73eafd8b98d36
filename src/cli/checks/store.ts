import { engineFolder, loadEngine } from '../../engine/engine-path.ts'
import { PlainsightError } from '../../errors.ts'
import { engineMegabytes } from '../engine-installer.ts'
import type { Check, Finding } from './check.ts'

const name = 'Store'

const checkEngine = (userDataDir: string | undefined): Finding => {
  try {
    return { name, state: 'ok', message: `chDB ${loadEngine(userDataDir).version().chdb} is installed` }
  } catch (error) {
    const isMissing = error instanceof PlainsightError && error.code === 'STORE_ENGINE_MISSING'
    const message = isMissing ? 'chDB is not installed' : error instanceof Error ? error.message : String(error)
    const fix = `Run: plainsight install-engine (about ${engineMegabytes} MB in ${engineFolder(userDataDir)}), or set CLICKHOUSE_URL.`
    return { name, state: 'wrong', message, fix }
  }
}

const checkServer = async (storeUrl: string): Promise<Finding> => {
  const { origin } = new URL(storeUrl)
  try {
    const answer = await fetch(`${origin}/ping`, { signal: AbortSignal.timeout(5_000) })
    if (answer.ok) return { name, state: 'ok', message: `the ClickHouse server at ${origin} responds` }
    throw new Error(`HTTP ${answer.status}`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const fix = 'Check CLICKHOUSE_URL, and that the server is running.'
    return { name, state: 'wrong', message: `the ClickHouse server at ${origin} does not respond: ${reason}`, fix }
  }
}

export const checkStore: Check = async ({ config }) => [
  config.hub.storeUrl === undefined ? checkEngine(config.hub.userDataDir) : await checkServer(config.hub.storeUrl),
]
