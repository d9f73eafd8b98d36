import type { ArgsDef } from 'citty'
import { toNearest } from '../config/nearest.ts'
import type { Command } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Flags of a command, and the program that follows them. */
export type SplitArguments = {
  readonly flags: readonly string[]
  readonly program: readonly string[]
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

/**
 * Parts the flags of a command from the program after them. The program begins at `--`, or at the first word that is no flag.
 * @throws UsageError for a flag that the command does not have, and for a word where no program is taken
 */
export const splitArguments = (rawArguments: readonly string[], command: Command): SplitArguments => {
  let at = 0
  for (; at < rawArguments.length; at++) {
    const argument = rawArguments[at]!
    if (argument === '--' || !argument.startsWith('-')) break
    if (isHelp(argument)) return { flags: [], program: [], wantsHelp: true }
    if (takesValue(toFlag(argument, command), argument, command.flags)) at++
  }
  const program = rawArguments.slice(rawArguments[at] === '--' ? at + 1 : at)
  if (program.length > 0 && !command.takesProgram) {
    throw new UsageError(`${command.name} does not take "${program[0]}"`, `See: plainsight ${command.name} --help`)
  }
  return { flags: rawArguments.slice(0, at), program, wantsHelp: false }
}
