import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../eventually.ts'
import { root } from '../../root.ts'
import { readComposeFile } from './compose-file.ts'
import type { Stack, StackOptions } from './stack.ts'

const project = 'plainsight-test'

const busybox = 'busybox:1.37.0'

/** What the test changes, as a second file that compose lays over the first. */
const toOverride = ({ environment = {}, mounts }: StackOptions, host: string): object => {
  const services: Record<string, object> = Object.fromEntries(
    Object.entries(environment).map(([name, values]) => [name, { environment: values }]),
  )
  const volumes = Object.entries(mounts?.(host) ?? {}).map(([target, source]) => ({
    type: 'bind',
    source,
    target,
    read_only: true,
  }))
  return { services: { ...services, alertmanager: { volumes } } }
}

const inspect = (container: string, format: string): string =>
  execFileSync('docker', ['inspect', '--format', format, container], { encoding: 'utf8' }).replace(/\n$/, '')

/** Address of this machine for containers: that of Docker's own bridge. */
const readHost = (): string =>
  execFileSync('docker', ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'], {
    encoding: 'utf8',
  }).trim()

/**
 * The same stack by `docker compose up`, for machines with an engine. Services are reached at the addresses of their
 * containers, as Linux lets this machine do.
 */
export const startDockerStack = async (options: StackOptions): Promise<Stack> => {
  const { programs, env } = options
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-docker-'))
  const override = join(folder, 'override.json')
  writeFileSync(override, JSON.stringify(toOverride(options, readHost())))
  const file = readComposeFile(join(programs.compose!, 'compose'), env)
  const compose = (...args: readonly string[]): number | null =>
    spawnSync('docker', ['compose', '--project-name', project, '-f', 'docker-compose.yml', '-f', override, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    }).status
  const must = (...args: readonly string[]): void => {
    const code = compose(...args)
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')}: ${code}`)
  }
  const addressOf = (service: string): string =>
    inspect(`${project}-${service}-1`, '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}').split(' ')[0]!
  const copyVolume = (volume: string): void => {
    const tar = execFileSync(
      'docker',
      ['run', '--rm', '--volume', `${project}_${volume}:/from:ro`, busybox, 'tar', '-c', '-C', '/from', '.'],
      { maxBuffer: 2 ** 31 - 1 },
    )
    const target = join(folder, 'volumes', volume)
    mkdirSync(target, { recursive: true })
    execFileSync('tar', ['-x', '-C', target, '--no-same-owner'], { input: tar })
  }
  /** `up --wait` would take the end of `routes`, which is as it should be, for a fault. */
  const awaitService = async (service: string): Promise<void> => {
    const isUp = (): boolean => {
      const state = inspect(
        `${project}-${service}-1`,
        '{{.State.Status}} {{.State.ExitCode}} {{with .State.Health}}{{.Status}}{{end}}',
      )
      if (/^exited [1-9]/.test(state)) throw new Error(`${service}: ${state}`)
      return /^(running 0 (healthy)?|exited 0 )$/.test(state)
    }
    await eventually(`${service} is up`, isUp, { patience: 300_000, pause: 200 })
  }
  const stop = async (): Promise<void> => {
    compose('down', '--volumes', '--timeout', '30')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    must('up', '--detach', '--build')
    for (const service of Object.keys(file.services)) await awaitService(service)
  } catch (error) {
    compose('logs', '--tail', '50')
    await stop()
    throw error
  }
  return {
    file,
    started: Object.keys(file.services),
    leftOut: [],
    url: (service, port) => `http://${addressOf(service)}:${port}`,
    exec: async (service, command) => compose('exec', '-T', service, ...command) ?? 1,
    start: async (service) => {
      must('up', '--detach', '--no-deps', service)
      await awaitService(service)
    },
    end: async (service, signal) => {
      if (signal === 'SIGTERM') must('stop', service)
      else must('kill', '--signal', signal, service)
    },
    files: async () => {
      for (const volume of Object.keys(file.volumes)) copyVolume(volume)
      writeFileSync(
        join(folder, 'logs'),
        execFileSync('docker', ['compose', '--project-name', project, 'logs', '--no-color'], {
          cwd: root,
          env: { ...process.env, ...env },
          maxBuffer: 2 ** 30,
        }),
      )
      return folder
    },
    stop,
  }
}
