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
  /** Words that the command takes besides flags, before, between or after them: as written in its help, and what they are. */
  readonly words?: { readonly written: string; readonly says: string }
  /** Settles with the exit code. `rest` is the program or the words, where they are taken. */
  run(flags: Flags, rest: readonly string[]): Promise<number>
}
