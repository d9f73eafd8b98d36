import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What a process is started with. Its root is this machine's, under the files of an image: Debian's libraries are the
 * ones here.
 */
export type Start = {
  /** Folder for what only the mounting needs. */
  readonly scratch: string
  /** Folder that lies over the root. */
  readonly files: string
  /** Whether the root can be written, which then goes into `files`; else only `/tmp` can. */
  readonly isWritable?: boolean
  /** Whether it has a network of its own, which leads nowhere. */
  readonly isAlone?: boolean
  /** Folder here → path there, writable. */
  readonly volumes?: Readonly<Record<string, string>>
  /** As `uid:gid`. */
  readonly user: string
  readonly env: Readonly<Record<string, string>>
  readonly workdir: string
  readonly argv: readonly string[]
}

type Program = Pick<Start, 'user' | 'env' | 'workdir' | 'argv'>

/**
 * As a container engine would start it: no capability for who is not root, no way to gain one, no environment but its
 * own.
 */
const toCommand = ({ user, env, workdir, argv }: Program): string[] => {
  const [uid, gid] = user.split(':')
  const confined = uid === '0' ? [] : ['--inh-caps=-all', '--bounding-set=-all']
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs', ...confined],
    ...['env', '-i', `--chdir=${workdir}`, ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...argv],
  ]
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Where the Node that runs the tests is in there, for every user, wherever it lies on this machine. */
export const nodeFolder = '/usr/local/node'

const toScript = ({ scratch, files, isWritable = false, isAlone = false, volumes = {}, ...program }: Start): string => {
  const [root, work] = ['root-', 'work-'].map((name) => mkdtempSync(join(scratch, name)))
  return [
    'set -e',
    'mount --make-rprivate /',
    // Made for its owner alone, as temporary folders are; over the root it would keep every other user out.
    `chmod 755 ${files}`,
    `mount -t overlay overlay -o lowerdir=/,upperdir=${files},workdir=${work} ${root}`,
    `mount -t proc proc ${root}/proc`,
    `mount --rbind /dev ${root}/dev`,
    `mkdir -p ${root}${nodeFolder}`,
    `mount --bind ${quote(dirname(process.execPath))} ${root}${nodeFolder}`,
    ...(isWritable ? [] : [`mount -o remount,ro ${root}`, `mount -t tmpfs -o mode=1777 tmpfs ${root}/tmp`]),
    ...Object.entries(volumes).map(([here, there]) => `mount --bind ${quote(here)} ${root}${there}`),
    ...(isAlone ? ['ip link set lo up'] : []),
    `exec chroot ${root} ${toCommand(program).map(quote).join(' ')}`,
  ].join('\n')
}

const toUnshare = (start: Start): string[] => {
  const net = start.isAlone ? ['--net'] : []
  return ['--mount', '--pid', ...net, '--fork', '--kill-child', 'sh', '-c', toScript(start)]
}

/** Starts a process in mounts and process ids of its own, as the first of them. */
export const startInRoot = (start: Start): ChildProcess =>
  spawn('unshare', toUnshare(start), { stdio: ['ignore', 'pipe', 'pipe'] })

/** Runs a process to its end. @throws Error with what it wrote, when it fails */
export const runInRoot = (start: Start): string =>
  execFileSync('unshare', toUnshare(start), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Id, as seen from here, of the first process in there. */
export const firstProcess = ({ pid }: ChildProcess): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())

/**
 * Runs a further process beside the first, as `docker exec` and health checks do. @throws Error with what it wrote,
 * when it fails
 */
export const runBeside = (child: ChildProcess, program: Program): string => {
  const inThere = ['--mount', '--pid', '--net', '--root', `--target=${firstProcess(child)}`]
  return execFileSync('nsenter', [...inThere, ...toCommand(program)], { encoding: 'utf8', stdio: 'pipe' })
}

/** Why such roots cannot be made here, or nothing. */
export const findMissing = (scratch: string): { readonly missing?: string } => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { missing: 'root on Linux' }
  try {
    const files = mkdtempSync(join(scratch, 'files-'))
    runInRoot({ scratch, files, isAlone: true, user: '0:0', env: {}, workdir: '/', argv: ['/bin/true'] })
    return {}
  } catch (error) {
    return { missing: `mounts of its own (${String((error as { stderr?: unknown }).stderr).trim()})` }
  }
}
