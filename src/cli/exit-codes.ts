/** Exit codes of the command line, listed in `docs/getting-started.md`. `dev` answers with the code of its program instead. */
export const exitCodes = {
  ok: 0,
  /** Something did not work, or `doctor` found something wrong. */
  failure: 1,
  /** The command line or a setting is wrong; nothing was started. */
  usage: 2,
  /** The program of `dev` cannot be run. */
  notExecutable: 126,
  /** The program of `dev` does not exist. */
  notFound: 127,
  /** Added to the number of the signal that ended the program of `dev`. */
  signal: 128,
} as const
