import { readdirSync, readFileSync } from 'node:fs'

const readStat = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

/** The engine's process below a hub's, by the name it gives itself; undefined while there is none. */
export const findEngine = (hub: number): number | undefined => {
  const pid = readdirSync('/proc').find((name) => {
    const [, comm, parent] = /^\d+ \((.*)\) \S (\d+) /.exec(/^\d+$/.test(name) ? readStat(name) : '') ?? []
    return comm?.startsWith('plainsight eng') && Number(parent) === hub
  })
  return pid === undefined ? undefined : Number(pid)
}

/** True while a process lives; one that only waits to be reaped does not. */
export const isAlive = (pid: number): boolean => /^\d+ \(.*\) [^ZX]/.test(readStat(String(pid)))
