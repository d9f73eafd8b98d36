import type { ArgsDef } from 'citty'

/** Values of the flags by name, as citty parses them. */
export type Flags = Readonly<Record<string, unknown>>

/** One command of the command line: a file each, and one line in the table of `commands.ts`. */
export type Command = {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly flags: ArgsDef
  /** Shown by `--help`: what to type, and what it does. */
  readonly examples: readonly (readonly [line: string, says: string])[]
  /** What follows the flags is another program and its arguments, and is not parsed. */
  readonly takesProgram?: true
  /** Settles with the exit code. */
  run(flags: Flags, program: readonly string[]): Promise<number>
}
