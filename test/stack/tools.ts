import { isOnPath } from '../on-path.ts'
import { hasGo, providePrograms } from './programs/build.ts'

export type Programs = Readonly<Record<string, string>>

/** The official programs, or what is missing to build them. */
export const programTools = (): { readonly programs: Programs } | { readonly missing: string } =>
  hasGo ? { programs: providePrograms() } : { missing: 'go (https://go.dev/dl), which builds the official programs' }

/** With an engine at hand, the stack's own tests run on `docker compose up`. */
export const usesDocker: boolean = process.env.PLAINSIGHT_STACK === 'docker'

const needed: readonly (readonly [isThere: boolean, what: string])[] = [
  [process.platform === 'linux', 'Linux'],
  [process.getuid?.() === 0, 'root, for network namespaces'],
  [isOnPath('ip'), 'ip (Debian: iproute2)'],
  [isOnPath('bwrap'), 'bwrap (Debian: bubblewrap)'],
  [isOnPath('busybox'), 'busybox (Debian: busybox-static)'],
]

/** What running the stack without an engine takes, or what of it is missing. */
export const sandboxTools = (): { readonly programs: Programs } | { readonly missing: string } => {
  const missing = needed.filter(([isThere]) => !isThere).map(([, what]) => what)
  return missing.length > 0 ? { missing: missing.join('; ') } : programTools()
}

/** What running the stack takes, with an engine or without. */
export const stackTools = (): ReturnType<typeof sandboxTools> => (usesDocker ? programTools() : sandboxTools())
