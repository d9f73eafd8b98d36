/**
 * Exit codes of the command line, listed in `docs/getting-started.md`. `dev` exits with the code of its program
 * instead.
 */
export const exitCodes = {
  ok: 0,
  /** A failure, or a problem that `doctor` found. */
  failure: 1,
  /** The command line or a setting is wrong; nothing was started. */
  usage: 2,
  /** `dev` could not run its program. */
  notExecutable: 126,
  /** The program of `dev` does not exist. */
  notFound: 127,
  /** Added to the number of the signal that ended the program of `dev`. */
  signal: 128,
} as const
