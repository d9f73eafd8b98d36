import type { ArgsDef } from 'citty'
import { toNearest } from '../config/nearest.ts'
import type { Command } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Flags of a command, and the program that follows them or the words among them. */
export type SplitArguments = {
  readonly flags: readonly string[]
  readonly rest: readonly string[]
  /** Help is asked for: `plainsight dev --help`, but not `plainsight dev -- npx vite --help`, which asks vite. */
  readonly wantsHelp: boolean
}

/** Short names of flags, to their long ones. */
const aliasesOf = (flags: ArgsDef): Map<string, string> =>
  new Map(
    Object.entries(flags).flatMap(([name, flag]) =>
      'alias' in flag ? [flag.alias ?? []].flat().map((short): [string, string] => [short, name]) : [],
    ),
  )

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h'

const toFlag = (argument: string, command: Command): string => {
  const written = argument.replace(/^--?/, '').replace(/=.*$/s, '')
  const positive = written.replace(/^no-/, '')
  const name = aliasesOf(command.flags).get(written) ?? (written in command.flags ? written : positive)
  if (argument.startsWith('-') && name in command.flags) return name
  const nearest = toNearest(positive, Object.keys(command.flags))
  const hint = nearest ? `Did you mean --${nearest}? ` : ''
  throw new UsageError(`${command.name} has no flag ${argument}`, `${hint}See: plainsight ${command.name} --help`)
}

const takesValue = (name: string, argument: string, flags: ArgsDef): boolean =>
  flags[name]?.type === 'string' && !argument.includes('=')

/** For commands that take words: flags may stand anywhere. */
const splitWords = (rawArguments: readonly string[], command: Command): SplitArguments => {
  const flags: string[] = []
  const rest: string[] = []
  for (let at = 0; at < rawArguments.length; at++) {
    const argument = rawArguments[at]!
    if (isHelp(argument)) return { flags: [], rest: [], wantsHelp: true }
    if (!argument.startsWith('-')) rest.push(argument)
    else if (takesValue(toFlag(argument, command), argument, command.flags))
      flags.push(argument, ...rawArguments.slice(++at, at + 1))
    else flags.push(argument)
  }
  return { flags, rest, wantsHelp: false }
}

/**
 * Parts the flags of a command from the program after them, which begins at `--` or at the first word that is no flag; or from the words
 * among them.
 * @throws UsageError for a flag that the command does not have, and for a word where none is taken
 */
export const splitArguments = (rawArguments: readonly string[], command: Command): SplitArguments => {
  if (command.words) return splitWords(rawArguments, command)
  let at = 0
  for (; at < rawArguments.length; at++) {
    const argument = rawArguments[at]!
    if (argument === '--' || !argument.startsWith('-')) break
    if (isHelp(argument)) return { flags: [], rest: [], wantsHelp: true }
    if (takesValue(toFlag(argument, command), argument, command.flags)) at++
  }
  const rest = rawArguments.slice(rawArguments[at] === '--' ? at + 1 : at)
  if (rest.length > 0 && !command.takesProgram) {
    throw new UsageError(`${command.name} does not take "${rest[0]}"`, `See: plainsight ${command.name} --help`)
  }
  return { flags: rawArguments.slice(0, at), rest, wantsHelp: false }
}
