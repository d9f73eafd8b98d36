import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../free-port.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

/** Debian keeps each major version apart, and none on the PATH. */
const versions = '/usr/lib/postgresql'

const findPrograms = (): string | undefined => {
  const found = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : []
  return found.findLast((folder) => existsSync(join(folder, 'initdb')))
}

export const hasPostgres: boolean = findPrograms() !== undefined

/** PostgreSQL refuses to run as root: its package brings a user. */
const findUser = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const read = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: read('-u'), gid: read('-g') }
}

/** The user is `shop`, without a password; the database `postgres`. */
export const startPostgres = async (): Promise<TestServer> => {
  const programs = findPrograms() ?? ''
  const user = findUser()
  const folder = makeServerFolder(user)
  const data = join(folder, 'data')
  const port = await findFreePort()
  spawnSync(join(programs, 'initdb'), ['--no-sync', '--auth=trust', '--username=shop', '-D', data], {
    cwd: folder,
    ...user,
  })
  return startServer({
    command: join(programs, 'postgres'),
    args: ['-D', data, '-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-F'],
    port,
    folder,
    ...(user && { user }),
    isReady: () => spawnSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', `${port}`]).status === 0,
  })
}
