import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { findFreePort } from '../free-port.ts'
import { type Part, startPart } from '../part.ts'
import { root } from '../root.ts'
import { usesDocker } from '../stack/tools.ts'

type Place = { readonly folder: string; readonly port: number }

const toConfig = ({ folder, port }: Place, own: object): string => {
  const text = readFileSync(join(root, 'loki/loki.yaml'), 'utf8').replaceAll(/(: )\/loki/g, `$1${folder}/loki`)
  const config = parse(text) as { server: object }
  const server = { ...config.server, http_listen_address: '127.0.0.1', http_listen_port: port, ...own }
  const file = join(folder, 'loki.yaml')
  writeFileSync(file, stringify({ ...config, server }))
  return file
}

/** The image of docker-compose.yml, on this machine's network and as who runs the tests. */
const toDocker = (folder: string, file: string): { readonly command: string; readonly args: readonly string[] } => {
  const [, image] = /(grafana\/loki:\S+)/.exec(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) ?? []
  if (!image) throw new Error('docker-compose.yml has no image of Loki any more')
  execFileSync('docker', ['pull', '--quiet', image])
  const user = `${process.getuid?.()}:${process.getgid?.()}`
  const options = ['--rm', '--network', 'host', '--user', user, '--volume', `${folder}:${folder}`]
  return { command: 'docker', args: ['run', ...options, image, `-config.file=${file}`] }
}

/**
 * Loki with the repository's own configuration, its data below the folder: its image where there is an engine, else
 * what stands in for it.
 */
export const startLoki = async (place: Place): Promise<Part> => {
  const { folder, port } = place
  const part = { url: `http://127.0.0.1:${port}`, ready: '/ready' }
  if (!usesDocker) {
    const args = [join(import.meta.dirname, 'main.ts'), `-config.file=${toConfig(place, {})}`]
    return startPart({ ...part, command: process.execPath, args })
  }
  const grpc = { grpc_listen_address: '127.0.0.1', grpc_listen_port: await findFreePort() }
  return startPart({ ...part, ...toDocker(folder, toConfig(place, grpc)), endBy: 'SIGTERM' })
}
