import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One release of OpenTelemetry for Python; its JSON exporter is numbered on its own. */
const packages = [
  'opentelemetry-sdk==1.45.1',
  'opentelemetry-exporter-otlp-proto-http==1.45.1',
  'opentelemetry-exporter-otlp-json-http==0.66b1',
]
const cache = join(import.meta.dirname, '../../.cache')

export type Python = { readonly path: string } | { readonly missing: string }

/**
 * Python with some packages, installed into `.cache` under this name at first use; or the sentence that says what is
 * missing.
 */
export const openPythonWith = async (name: string, wanted: readonly string[]): Promise<Python> => {
  const folder = join(cache, name)
  const path = join(folder, 'bin/python')
  const ready = join(folder, 'ready')
  try {
    await access(ready)
    return { path }
  } catch {
    // First use on this machine.
  }
  try {
    await mkdir(cache, { recursive: true })
    await run('python3', ['-m', 'venv', folder], { timeout: 60_000 })
    await run(path, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted], {
      timeout: 240_000,
    })
    await writeFile(ready, '')
    return { path }
  } catch (error) {
    return { missing: `python3 with venv and pip, and PyPI: ${(error as Error).message.split('\n')[0]}` }
  }
}

/** Python with OpenTelemetry. */
export const openPython = (): Promise<Python> => openPythonWith('python-otel-1.45.1', packages)

/** Python with its distribution, which sends by gRPC unless told otherwise. */
export const openPythonDistro = (): Promise<Python> =>
  openPythonWith('python-otel-distro-1.45.1', ['opentelemetry-distro==0.66b1', 'opentelemetry-exporter-otlp==1.45.1'])
