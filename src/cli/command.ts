/** One flag of a command. */
export type Flag = {
  readonly type: 'string' | 'boolean'
  readonly description: string
  /** One letter: `y` for `-y`. */
  readonly short?: string
  /** What the help calls the value: `--port <integer>`. */
  readonly valueName?: string
  /** What the help says applies without the flag; whoever reads the flag applies it. */
  readonly default?: string
  /** Environment variables that set the same. */
  readonly env?: readonly string[]
}

/** By name, without the dashes. */
export type FlagTable = Readonly<Record<string, Flag>>

/** Values of the flags that were given. */
export type Flags = Readonly<Record<string, string | boolean>>

/** One command of the command line: a file each, and one line in the table of `commands.ts`. */
export type Command = {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly flags: FlagTable
  /** Shown by `--help`: what to type, and what it does. */
  readonly examples: readonly (readonly [line: string, description: string])[]
  /** What follows the flags is another program and its arguments, and is not parsed. */
  readonly takesProgram?: true
  /** Words that the command takes besides flags, as its help writes them. */
  readonly words?: string
  /** Settles with the exit code. `rest` is the program or the words, where they are taken. */
  run(flags: Flags, rest: readonly string[]): Promise<number>
}
