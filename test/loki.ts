import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { findFreePort } from './free-port.ts'
import { type Part, startPart } from './part.ts'
import { root } from './root.ts'
import type { Programs } from './stack/tools.ts'

type Place = {
  readonly folder: string
  readonly port: number
  /** It takes lines long before it calls itself ready, which is soon enough for `/metrics`. */
  readonly ready?: '/ready' | '/metrics'
}

/** The real Loki with the repository's own configuration, its data below the folder. */
export const startLoki = async (programs: Programs, { folder, port, ready = '/ready' }: Place): Promise<Part> => {
  const text = readFileSync(join(root, 'loki/loki.yaml'), 'utf8').replaceAll(/(: )\/loki/g, `$1${folder}/loki`)
  const config = parse(text) as { server: object }
  const [host, grpcPort] = ['127.0.0.1', await findFreePort()]
  const http = { http_listen_address: host, http_listen_port: port }
  const server = { ...config.server, ...http, grpc_listen_address: host, grpc_listen_port: grpcPort }
  const file = join(folder, 'loki.yaml')
  writeFileSync(file, stringify({ ...config, server }))
  const command = join(programs.loki!, 'loki')
  return startPart({ command, args: [`-config.file=${file}`], url: `http://${host}:${port}`, ready })
}
