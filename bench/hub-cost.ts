import { readdirSync, readFileSync } from 'node:fs'
import { readCpuSeconds, readRssMiB } from './agent/cpu.ts'

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const text = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  })

/** The processes of a hub: itself, and its engine. */
const processesOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(processesOf)]

const sum = (pid: number, read: (each: number) => number): number =>
  processesOf(pid).reduce((total, each) => total + read(each), 0)

/** CPU seconds of a hub and its engine. */
export const readHubCpuSeconds = (pid: number): number => sum(pid, readCpuSeconds)

/** Resident memory of a hub and its engine in MiB. */
export const readHubRssMiB = (pid: number): number => sum(pid, readRssMiB)
