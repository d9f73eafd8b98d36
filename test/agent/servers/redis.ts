import { findFreePort } from '../../free-port.ts'
import { isOnPath } from '../../on-path.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

export const hasRedis: boolean = isOnPath('redis-server')

export const startRedis = async (): Promise<TestServer> => {
  const port = await findFreePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return startServer({ command: 'redis-server', args, port, folder: makeServerFolder() })
}
