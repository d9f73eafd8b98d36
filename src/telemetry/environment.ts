/** Variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process. It is read anew each time, so that changes at run time count. */
export const readEnvironment = (): Environment => process.env
