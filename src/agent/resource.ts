import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { arch, hostname, platform } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { readEnvironment } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { version } from '../version.ts'
import { toAppName, toMainScript } from './pm2.ts'

/** Attributes of everything that this process sends. */
export type ResourceAttributes = Readonly<Record<string, string | number>>

type Manifest = { readonly name: string | undefined; readonly version: string | undefined }

/**
 * The service by `OTEL_SERVICE_NAME`, `service.name` of `OTEL_RESOURCE_ATTRIBUTES`, the nearest package.json of the
 * main script, or the script's name (before both: the name in PM2); then the process and its host. Command lines are
 * left out: they hold secrets.
 */
export const toResourceAttributes = (config: Config, given: string | undefined): ResourceAttributes => {
  const env = readEnvironment()
  const script = given && toMainScript(given, env)
  const manifest = script === undefined ? undefined : nearestManifest(dirname(script))
  const attributes: Record<string, string | number | undefined> = {
    'service.name': toAppName(env) ?? manifest?.name ?? scriptName(script),
    'service.version': manifest?.version,
    'service.instance.id': randomUUID(),
    'deployment.environment.name': config.agent.environment,
    'host.name': hostname(),
    'host.arch': arch() === 'x64' ? 'amd64' : arch(),
    'os.type': platform() === 'win32' ? 'windows' : platform(),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': '3.0.0',
    'telemetry.distro.name': 'plainsight',
    'telemetry.distro.version': version,
    ...config.otel.resourceAttributes,
    ...(config.otel.serviceName ? { 'service.name': config.otel.serviceName } : {}),
  }
  return Object.fromEntries(Object.entries(attributes).filter((entry) => entry[1] !== undefined)) as ResourceAttributes
}

const scriptName = (script: string | undefined): string =>
  script === undefined ? 'unknown_service:node' : basename(script, extname(script))

/** The package.json nearest above a folder that has a name. */
const nearestManifest = (folder: string): Manifest | undefined => {
  const found = parseManifest(join(folder, 'package.json'))
  if (found?.name !== undefined) return found
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestManifest(parent)
}

const parseManifest = (path: string): Manifest | undefined => {
  if (!existsSync(path)) return undefined
  try {
    const { name, version: own } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    return {
      name: typeof name === 'string' && name !== '' ? name : undefined,
      version: typeof own === 'string' && own !== '' ? own : undefined,
    }
  } catch {
    return undefined
  }
}
