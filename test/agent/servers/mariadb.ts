import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../free-port.ts'
import { isOnPath } from '../../on-path.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

export const hasMariadb: boolean = isOnPath('mariadbd') && isOnPath('mariadb-install-db')

/** The user is `root`, without a password; there is the database `test`. */
export const startMariadb = async (): Promise<TestServer> => {
  const folder = makeServerFolder()
  const data = join(folder, 'data')
  const common = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`]
  spawnSync('mariadb-install-db', [...common, '--auth-root-authentication-method=normal'], { cwd: folder })
  const port = await findFreePort()
  const args = [...common, `--port=${port}`, `--socket=${join(folder, 'socket')}`, '--bind-address=127.0.0.1']
  return startServer({ command: 'mariadbd', args: [...args, '--skip-log-bin'], port, folder })
}
