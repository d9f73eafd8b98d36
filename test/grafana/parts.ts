import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { cleanEnvironment } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'

export type Part = { readonly url: string; stop(): Promise<void> }

export const repository: string = join(import.meta.dirname, '../..')

type Program = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly url: string
  /** Path that answers 200 when the part can work. */
  readonly ready: string
  /** Folder that gets its log. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Ends a part and all that it started: it leads a process group of its own. */
const end = async ({ pid, exitCode, signalCode }: ChildProcess, ended: Promise<unknown>): Promise<void> => {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  process.kill(-pid, 'SIGKILL')
  await ended
}

/** Starts a program and waits until it can work. */
export const startPart = async ({ name, command, args, url, ready, folder, env = {}, cwd }: Program): Promise<Part> => {
  const path = join(folder, `${name}.log`)
  const log = openSync(path, 'a')
  const options = { cwd, env: { ...cleanEnvironment(), ...env }, detached: true }
  const child = spawn(command, args, { ...options, stdio: ['ignore', log, log] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  closeSync(log)
  await eventually(name, async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended:\n${readFileSync(path, 'utf8').slice(-2000)}`)
    return (await fetch(`${url}${ready}`).catch(() => undefined))?.ok
  })
  return { url, stop: () => end(child, ended) }
}

/** Addresses in the stack (`loki:3100`), and where the parts are in this test. */
export type Places = Readonly<Record<string, string>>

/** A file of the stack for this test: its hosts are ours, what takes long there is quick. */
export const adapt = (text: string, places: Places, changes: readonly (readonly [RegExp, string])[]): string => {
  const placed = Object.entries(places).reduce((all, [host, place]) => all.replaceAll(host, place), text)
  return changes.reduce((all, [pattern, put]) => all.replace(pattern, put), placed)
}

/** Writes the targets of the parts that this test has. */
export const writeTargets = (folder: string, places: Places): void => {
  const from = join(repository, 'prometheus/targets')
  for (const name of readdirSync(from)) {
    const text = readFileSync(join(from, name), 'utf8')
    const targets = parse(text) as { targets: string[] }[]
    const isHere = targets.every(({ targets: addresses }) => addresses.every((address) => places[address]))
    if (isHere) writeFileSync(join(folder, name), adapt(text, places, []))
  }
}
