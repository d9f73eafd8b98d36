import { parseArgs } from 'node:util'
import { toNearest } from '../config/nearest.ts'
import type { Command, Flags } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Flags of a command, and the program that follows them or the words among them. */
export type ParsedArguments = {
  readonly flags: Flags
  readonly rest: readonly string[]
  /** `plainsight dev --help`, but not `plainsight dev -- npx vite --help`, which is for vite. */
  readonly wantsHelp: boolean
}

type Token = ReturnType<typeof tokenize>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** Not strict: Node's own errors name neither the command nor the nearest flag. */
const tokenize = (rawArguments: readonly string[], { flags }: Command) =>
  parseArgs({
    args: [...rawArguments],
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(flags).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
      ),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens

const toUnknown = ({ name, rawName }: OptionToken, command: Command): UsageError => {
  const nearest = toNearest(name.replace(/^no-/, ''), Object.keys(command.flags))
  const hint = nearest ? `Did you mean --${nearest}? ` : ''
  return new UsageError(`${command.name} has no flag ${rawName}`, `${hint}See: plainsight ${command.name} --help`)
}

const toFlag = (token: OptionToken, command: Command): readonly [name: string, value: string | boolean] => {
  const { name, rawName, value, inlineValue } = token
  const help = `See: plainsight ${command.name} --help`
  if (command.flags[name]?.type === 'string') {
    // A flag where the value should be is one that was forgotten.
    if (value && (inlineValue || !value.startsWith('--'))) return [name, value]
    throw new UsageError(`${rawName} needs a value`, help)
  }
  const positive = Object.hasOwn(command.flags, name) ? name : name.replace(/^no-/, '')
  if (command.flags[positive]?.type !== 'boolean') throw toUnknown(token, command)
  if (value !== undefined) throw new UsageError(`${rawName} takes no value`, help)
  return [positive, positive === name]
}

/** The program begins at `--`, or at the first word that is not a flag. */
const toProgram = (rawArguments: readonly string[], { kind, index }: Token, command: Command): readonly string[] => {
  const program = rawArguments.slice(kind === 'option-terminator' ? index + 1 : index)
  if (program.length > 0 && !command.takesProgram)
    throw new UsageError(`${command.name} does not take "${program[0]}"`, `See: plainsight ${command.name} --help`)
  return program
}

/**
 * Separates the flags of a command from the program after them or the words among them.
 * @throws UsageError for a flag that the command does not have or that lacks its value, and for a word where none is
 * taken
 */
export const parseArguments = (rawArguments: readonly string[], command: Command): ParsedArguments => {
  const flags: Record<string, string | boolean> = {}
  const words: string[] = []
  for (const token of tokenize(rawArguments, command)) {
    if (token.kind === 'option') {
      if (token.name === 'help') return { flags: {}, rest: [], wantsHelp: true }
      const [name, value] = toFlag(token, command)
      flags[name] = value
    } else if (!command.words) {
      return { flags, rest: toProgram(rawArguments, token, command), wantsHelp: false }
    } else if (token.kind === 'positional') words.push(token.value)
  }
  return { flags, rest: words, wantsHelp: false }
}
