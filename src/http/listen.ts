import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { PlainsightError } from '../errors.ts'

export type ListenAddress = { readonly host: string; readonly port: number }

type TakenCode = 'PORT_TAKEN' | 'GRPC_PORT_TAKEN' | 'DOOR_PORT_TAKEN'

/** Turns "address in use" into an error that names the port; other errors are not changed. */
export const toListenError = (error: unknown, { host, port }: ListenAddress, code: TakenCode): unknown =>
  (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? new PlainsightError(code, { host, port }, { cause: error })
    : error

/** Starts to listen. @throws PlainsightError with the given code if the port is in use */
export const listen = async (server: Server, address: ListenAddress, code: TakenCode): Promise<AddressInfo> => {
  server.listen(address.port, address.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw toListenError(error, address, code)
  }
  return server.address() as AddressInfo
}
