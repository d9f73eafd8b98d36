/** Variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process. It is read again each time, so that changes at run time take effect. */
export const readEnvironment = (): Environment => process.env
