import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { stackProfiles } from '../../src/cli/stack-env.ts'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { profileMixes, toStackEnv } from './env.ts'
import { type ComposeFile, readComposeFile, runComposeConfig, type Service } from './runner/compose-file.ts'
import { toStartOrder } from './runner/order.ts'
import { programTools } from './tools.ts'

const tools = programTools()

describe.skipIf(leaveOut('docker-compose.yml read by compose', tools))('docker-compose.yml', () => {
  const compose = 'programs' in tools ? join(tools.programs.compose!, 'compose') : ''
  const env = toStackEnv()
  let file: ComposeFile
  let services: readonly (readonly [string, Service])[]
  beforeAll(() => {
    file = readComposeFile(compose, env)
    services = Object.entries(file.services)
  })
  const eachService = (check: (service: Service, name: string) => void): void => {
    for (const [name, service] of services) check(service, name)
  }

  test.each(profileMixes.map((mix) => [mix.join(','), mix] as const))('is clean with %s', (_name, mix) => {
    const { status, stderr } = runComposeConfig(compose, toStackEnv(mix))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { services: chosen } = readComposeFile(compose, toStackEnv(mix))
    for (const service of Object.values(chosen))
      expect(mix.some((profile) => service.profiles?.includes(profile))).toBe(true)
    // Whoever is waited for is among the chosen, or need not be there.
    expect(toStartOrder(chosen)).toHaveLength(Object.keys(chosen).length)
  })

  test.each(Object.keys(env))('without %s compose refuses, and says what to do', (name) => {
    const { [name as keyof typeof env]: _, ...rest } = env
    const { status, stderr } = runComposeConfig(compose, rest)
    expect(status).not.toBe(0)
    expect(stderr).toContain(name)
    expect(stderr).toContain('npx plainsight stack init')
  })

  test('holds every profile, and each service belongs to one', () => {
    const profiles = new Set(services.flatMap(([, service]) => service.profiles ?? []))
    expect([...profiles].sort()).toEqual([...stackProfiles].sort())
    eachService((service, name) => expect(service.profiles?.length, name).toBeGreaterThan(0))
  })

  test('pins each image to a whole version, in one place', () => {
    const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
    eachService(({ image }, name) => {
      if (image.startsWith('ghcr.io/')) return
      expect(image, name).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$/)
      expect(text.split(image).length - 1, `${image} is written once`).toBe(1)
    })
  })

  test('checks the health of everything that stays', () => {
    eachService((service, name) => {
      if (service.restart === 'no') return
      // Its image has neither shell nor client: a service beside it asks.
      if (name === 'collector')
        expect(file.services['collector-health']?.healthcheck?.test).toContain('http://collector:13133/')
      else expect(service.healthcheck?.test?.[0], name).toBe('CMD')
    })
  })

  test('shows ports to this machine only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? [])
    expect(ports.length).toBeGreaterThan(0)
    for (const port of ports) expect(port.host_ip).toBe('127.0.0.1')
    expect(new Set(ports.map(({ published }) => published)).size).toBe(ports.length)
  })

  test('takes from each service what it does not need', () => {
    eachService((service, name) => {
      expect(service.read_only, name).toBe(true)
      expect(service.cap_drop, name).toEqual(['ALL'])
      expect(service.security_opt, name).toEqual(['no-new-privileges:true'])
      expect(Number(service.mem_limit), name).toBeGreaterThan(0)
      expect(service.cpus, name).toBeGreaterThan(0)
    })
  })

  test('lets nobody be root but the one that owns new volumes, and the one that reads the log files of Docker', () => {
    const roots = services.filter(([, { user }]) => !user || user.startsWith('0'))
    expect(Object.fromEntries(roots.map(([name, { cap_add }]) => [name, cap_add]))).toEqual({
      routes: ['CHOWN'],
      alloy: ['DAC_READ_SEARCH'],
    })
    expect(file.services.routes?.network_mode).toBe('none')
  })

  test('fits into 4 GiB', () => {
    const sum = services.reduce((bytes, [, service]) => bytes + Number(service.mem_limit), 0)
    expect(sum).toBeLessThanOrEqual(4 * 2 ** 30)
  })

  test('lets each service reach what it needs and nothing else', () => {
    const networksOf = (name: string): string[] =>
      Object.keys(file.services[name]?.networks ?? {}).filter((network) => network !== 'outside')
    const reach = (name: string): string[] =>
      services
        .filter(
          ([other, service]) =>
            other !== name && networksOf(name).some((network) => network in (service.networks ?? {})),
        )
        .map(([other]) => other)
        .sort()
    expect(reach('demo')).toEqual(['collector', 'collector-health', 'hub', 'prometheus'])
    expect(reach('alloy')).toEqual(['collector', 'grafana', 'loki', 'prometheus'])
    expect(reach('alertmanager')).toEqual(['grafana', 'prometheus'])
    expect(reach('routes')).toEqual([])
    expect(reach('clickhouse')).toEqual(['collector', 'grafana', 'hub', 'prometheus'])
    for (const [name, { internal }] of Object.entries(file.networks))
      expect(internal, name).toBe(name !== 'outside' || undefined)
  })

  test('keeps data in named volumes, and reads the checkout only', () => {
    eachService((service, name) => {
      for (const { type, read_only, target } of service.volumes ?? [])
        if (type === 'bind') expect(read_only, `${name} ${target}`).toBe(true)
    })
    expect(Object.keys(file.volumes).sort()).toEqual(
      [
        'alertmanager',
        'alloy',
        'clickhouse',
        'collector-queue',
        'grafana',
        'hub',
        'loki',
        'prometheus',
        'routes',
      ].sort(),
    )
  })

  test('holds no secret', () => {
    const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
    for (const [, value = ''] of text.matchAll(/^ +[A-Z_]*(?:PASSWORD|TOKEN|SECRET)[A-Z_]*: (.*)$/gm))
      expect(value).toMatch(/^(&[\w-]+ )?(\$\{|\*|\/run\/secrets\/)/)
  })
})
