import { userInfo } from 'node:os'
import { findFreePort } from '../../free-port.ts'
import { isOnPath } from '../../on-path.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

export const hasMemcached: boolean = isOnPath('memcached')

export const startMemcached = async (): Promise<TestServer> => {
  const port = await findFreePort()
  const args = ['-l', '127.0.0.1', '-p', `${port}`, '-U', '0', '-u', userInfo().username]
  return startServer({ command: 'memcached', args, port, folder: makeServerFolder() })
}
