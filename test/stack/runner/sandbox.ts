import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Service } from './compose-file.ts'
import type { Image } from './images.ts'

/** What of the host every service sees: libraries and the tools that give up rights. */
const host = [
  ['--ro-bind', '/usr/lib', '/usr/lib'],
  ['--ro-bind', '/usr/bin/setpriv', '/host/setpriv'],
  ['--ro-bind-try', '/usr/lib64', '/usr/lib64'],
  ['--ro-bind-try', '/etc/ssl', '/etc/ssl'],
  ['--ro-bind-try', '/usr/share/zoneinfo', '/usr/share/zoneinfo'],
  ['--symlink', 'usr/lib', '/lib'],
  ['--symlink', 'usr/lib64', '/lib64'],
  ['--ro-bind', '/usr/bin/env', '/usr/bin/env'],
  ['--proc', '/proc'],
  ['--dev', '/dev'],
] as const

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export type SandboxParts = {
  readonly name: string
  readonly service: Service
  readonly image: Image
  /** Folder of the stack's state: volumes, hosts. */
  readonly folder: string
  readonly hosts: string
  readonly environment: Readonly<Record<string, string | null>>
  /** What is mounted instead of the file's sources, by path inside. */
  readonly mounts: Readonly<Record<string, string>>
}

export const toVolumeFolder = (folder: string, volume: string): string => join(folder, 'volumes', volume)

/** A new volume has the owner that the image's folder has. */
const provideVolume = (folder: string, volume: string, owner: number): string => {
  const path = toVolumeFolder(folder, volume)
  if (mkdirSync(path, { recursive: true }) !== undefined) chownSync(path, owner, owner)
  return path
}

/** Options of bubblewrap; the last is the path inside. */
type Mount = readonly string[]

const toMounts = ({ service, image, folder, mounts }: SandboxParts): Mount[] =>
  (service.volumes ?? []).map(({ type, source, target, read_only }) => {
    const volume = type === 'volume' && provideVolume(folder, source, image.owners?.[target] ?? 0)
    const from = mounts[target] ?? (volume || source)
    return [read_only ? '--ro-bind' : '--bind', from, target]
  })

const toTmpfs = ({ service }: SandboxParts): Mount[] =>
  (service.tmpfs ?? []).map((entry) => ['--perms', '1777', '--tmpfs', entry.split(':')[0]!])

const toFile = (folder: string, name: string, text: string): string => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o644 })
  return path
}

const toFiles = ({ files, links = {} }: Image): Mount[] => [
  ...Object.entries(files).map(([inside, outside]) => ['--ro-bind', outside, inside]),
  ...Object.entries(links).map(([inside, target]) => ['--symlink', target, inside]),
]

const toEnvironment = ({ service, image, environment }: SandboxParts): string[] =>
  Object.entries({ PATH: path, HOME: '/', ...image.environment, ...service.environment, ...environment }).flatMap(
    ([name, value]) => (value === null ? [] : ['--setenv', name, value]),
  )

/** Folders above mounted paths; bubblewrap would make them for root alone. */
const toFolders = (mounts: readonly Mount[]): string[] => {
  const folders = new Set<string>()
  for (const mount of mounts) for (let at = dirname(mount.at(-1)!); at !== '/'; at = dirname(at)) folders.add(at)
  return [...folders].sort().flatMap((folder) => ['--perms', '0755', '--dir', folder])
}

/** The user of the file, with nothing left of root; root keeps what `cap_add` names. */
const toRights = ({ user = '0:0', cap_add = [] }: Service): { readonly caps: string[]; readonly drop: string[] } => {
  const [uid, gid] = user.split(':') as [string, string]
  const kept = cap_add.map((cap) => `CAP_${cap}`)
  if (uid === '0') return { caps: kept, drop: [] }
  const drop = ['/host/setpriv', `--reuid=${uid}`, `--regid=${gid ?? uid}`, '--clear-groups', '--inh-caps=-all', '--']
  return { caps: ['CAP_SETUID', 'CAP_SETGID', ...kept], drop }
}

/**
 * Arguments of bubblewrap that run something as this service would run it: its files and mounts, a read-only root where
 * the file says so, its user, no capability that is not named, no new privileges, in processes of its own.
 */
export const toSandbox = (parts: SandboxParts): string[] => {
  const { service, image, folder, name, hosts } = parts
  const { caps, drop } = toRights(service)
  const mounts: readonly Mount[] = [
    ...host,
    ['--ro-bind', toFile(join(folder, 'hosts'), name, hosts), '/etc/hosts'],
    ['--ro-bind', toFile(join(folder, 'hosts'), `${name}.nsswitch`, 'hosts: files\n'), '/etc/nsswitch.conf'],
    ...toFiles(image),
    ...toTmpfs(parts),
    ...toMounts(parts),
  ]
  return [
    ...['--die-with-parent', '--unshare-ipc', '--unshare-uts', '--hostname', name, '--clearenv'],
    ...toFolders(mounts),
    ...mounts.flat(),
    ...(service.read_only ? ['--remount-ro', '/'] : []),
    ...['--cap-drop', 'ALL', ...caps.flatMap((cap) => ['--cap-add', cap])],
    ...['--chdir', image.workingDirectory ?? '/'],
    ...toEnvironment(parts),
    '--',
    ...drop,
  ]
}
