import { readFileSync } from 'node:fs'

/** Clock ticks a second of `/proc/PID/stat` on Linux. */
const ticks = 100

/** CPU seconds (user and system) that a process and its threads have used. @see proc(5) */
export const readCpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticks
}

/** Resident memory in MiB. */
export const readRssMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
