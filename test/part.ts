import { answers, type Program, startProgram } from './program.ts'

export type Part = { readonly url: string; stop(): Promise<void> }

type PartProgram = Program & {
  readonly url: string
  /** Path that answers 200 when the part can work. */
  readonly ready: string
  /** What ends it. Default: SIGKILL. */
  readonly endBy?: NodeJS.Signals
}

/** Starts a program that is reached at an address, and waits until it can work. */
export const startPart = async ({ url, ready, endBy, ...program }: PartProgram): Promise<Part> => {
  const { becomesReady, stop } = startProgram(program)
  await becomesReady(() => answers(`${url}${ready}`))
  return { url, stop: () => stop(endBy) }
}
