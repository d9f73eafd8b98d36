import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findFreePort } from '../../free-port.ts'
import { isOnPath } from '../../on-path.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

/** What the server is without Debian's wrapper, which starts it for one user and one folder only. */
const program = '/usr/lib/rabbitmq/bin/rabbitmq-server'

export const hasRabbitmq: boolean = isOnPath('rabbitmq-server')

/** The user is `guest`, with the password `guest`. */
export const startRabbitmq = async (): Promise<TestServer> => {
  const folder = makeServerFolder()
  const [port, distribution, names] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const erlang = { ERL_EPMD_PORT: `${names}`, ERL_EPMD_ADDRESS: '127.0.0.1' }
  // Erlang would start its name server by itself, and leave it behind.
  const beside = spawn('epmd', [], { env: { PATH: process.env.PATH, ...erlang }, stdio: 'ignore', detached: true })
  const env = {
    ...erlang,
    RABBITMQ_NODENAME: `plainsight-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: `${port}`,
    RABBITMQ_DIST_PORT: `${distribution}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CONFIG_FILE: join(folder, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
  }
  return startServer({ command: program, args: [], port, folder, env, beside })
}
