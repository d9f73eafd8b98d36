import { execFileSync, spawnSync } from 'node:child_process'
import type { ComposeFile, Service } from './compose-file.ts'

const ip = (...args: readonly string[]): void => {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

export type Network = {
  /** Name of the service's network namespace. */
  namespaceOf(service: string): string
  /** Address of the host in the network that leads out. */
  readonly host: string
  /** Address under which the host reaches a service. */
  addressOf(service: string): string
  /** Text of `/etc/hosts` as a service sees it: those it shares a network with. */
  hostsOf(service: string): string
  remove(): void
}

type Place = { readonly network: string; readonly address: string }

const namesOfNetworks = ({ networks, network_mode }: Service): readonly string[] =>
  network_mode === 'none' ? [] : Object.keys(networks ?? { default: null })

/**
 * The networks of the file as bridges, each service in a network namespace of its own with one leg in each of its
 * networks, as Docker does it. `aliases` are further names of a service. Needs root and iproute2.
 */
export const createNetwork = (
  { services, networks }: ComposeFile,
  aliases: Readonly<Record<string, readonly string[]>> = {},
): Network => {
  const tag = `p${process.pid % 100_000}`
  // Apart for test files that run at the same time, which are of one parent.
  const base = 64 + (process.ppid % 16) * 4 + (Number(process.env.VITEST_POOL_ID ?? 0) % 4)
  const removals: (readonly string[])[] = []
  const places = new Map<string, Place[]>(Object.keys(services).map((name) => [name, []]))
  const namespaceOf = (service: string): string => `${tag}-${service}`
  const joinOne = (service: string, network: string, networkIndex: number, index: number): void => {
    const [outer, inner] = [`${tag}n${networkIndex}h${index}`, `${tag}n${networkIndex}c${index}`]
    const address = `10.${base}.${networkIndex}.${index + 2}`
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner)
    ip('link', 'set', inner, 'netns', namespaceOf(service))
    ip('link', 'set', outer, 'master', `${tag}b${networkIndex}`, 'up')
    const isIsolated = networks[network]?.driver_opts?.['com.docker.network.bridge.enable_icc'] === 'false'
    if (isIsolated) ip('link', 'set', 'dev', outer, 'type', 'bridge_slave', 'isolated', 'on')
    ip('-n', namespaceOf(service), 'addr', 'add', `${address}/24`, 'dev', inner)
    ip('-n', namespaceOf(service), 'link', 'set', inner, 'up')
    places.get(service)?.push({ network, address })
  }
  const remove = (): void => {
    for (const args of removals.splice(0).reverse()) spawnSync('ip', args, { stdio: 'ignore' })
  }
  try {
    for (const name of Object.keys(services)) {
      ip('netns', 'add', namespaceOf(name))
      removals.push(['netns', 'del', namespaceOf(name)])
      ip('-n', namespaceOf(name), 'link', 'set', 'lo', 'up')
    }
    for (const [networkIndex, network] of Object.keys(networks).entries()) {
      if (!Object.values(services).some((service) => namesOfNetworks(service).includes(network))) continue
      const bridge = `${tag}b${networkIndex}`
      ip('link', 'add', bridge, 'type', 'bridge')
      removals.push(['link', 'del', bridge])
      ip('addr', 'add', `10.${base}.${networkIndex}.1/24`, 'dev', bridge)
      ip('link', 'set', bridge, 'up')
      for (const [index, [name, service]] of Object.entries(services).entries())
        if (namesOfNetworks(service).includes(network)) joinOne(name, network, networkIndex, index)
    }
  } catch (error) {
    remove()
    throw error
  }
  const hostsOf = (service: string): string => {
    const own = new Set(places.get(service)?.map(({ network }) => network))
    const lines = [...places].flatMap(([name, legs]) => {
      const shared = legs.find(({ network }) => own.has(network) && (name === service || network !== 'outside'))
      return shared ? [[shared.address, name, ...(aliases[name] ?? [])].join(' ')] : []
    })
    return ['127.0.0.1 localhost', ...lines, ''].join('\n')
  }
  const host = `10.${base}.${Math.max(0, Object.keys(networks).indexOf('outside'))}.1`
  return {
    host,
    namespaceOf,
    addressOf: (service) => places.get(service)![0]!.address,
    hostsOf,
    remove,
  }
}
