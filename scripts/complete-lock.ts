// Completes package-lock.json after `npm install`: npm omits binaries for other platforms that its registry does not
// currently have, and then `npm ci` rejects the file everywhere. The content of such an entry follows from its name and
// its parent. Usage: npm run lock
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Entry = {
  readonly version: string
  readonly dev?: true
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Lock = { readonly packages: Record<string, Entry> }

const file = join(import.meta.dirname, '..', 'package-lock.json')
const systems = /(?:^|-)(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?:-|$)/
const processors = /(?:^|-)(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64|wasm32)(?:-|$)/

/** The entry of a platform-specific package, derived from its name: `@biomejs/cli-linux-x64-musl`. */
const toPlatformEntry = (name: string, version: string, dev: boolean): Entry & Record<string, unknown> => {
  const system = systems.exec(name)?.[1]
  const processor = processors.exec(name)?.[1]
  const libc = /musl/.test(name) ? 'musl' : 'glibc'
  return {
    version,
    ...(processor ? { cpu: [processor] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(system === 'linux' ? { libc: [libc] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  }
}

const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock
const added: string[] = []
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`
    if (path in lock.packages || !systems.test(name) || !/^\d/.test(range)) continue
    lock.packages[path] = toPlatformEntry(name, range, dev === true)
    added.push(name)
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)
console.log(`${added.length} entries added${added.length > 0 ? `: ${added.join(', ')}` : ''}`)
