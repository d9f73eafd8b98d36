import type { AddressInfo } from 'node:net'
import type { ConfigInput } from '../../src/config/load.ts'
import { findFreePort } from '../free-port.ts'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

export type GrpcHub = HubInProcess & {
  readonly httpPort: number
  readonly grpcPort: number
  readonly stopGrpc: () => Promise<void>
}

/** A hub that listens for HTTP and gRPC, on free ports. */
export const openGrpcHub = async (options: ConfigInput['hub'] = {}): Promise<GrpcHub> => {
  const hub = await openHubInProcess(options)
  await hub.app.listen({ port: 0, host: '127.0.0.1' })
  const httpPort = (hub.app.server.address() as AddressInfo).port
  const grpcPort = await findFreePort()
  const server = await hub.openGrpc({ ports: [grpcPort], isRequired: true }, httpPort)
  return { ...hub, httpPort, grpcPort, stopGrpc: async () => server?.close() }
}
