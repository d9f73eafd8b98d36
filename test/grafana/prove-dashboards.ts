import { checkAgreements } from './agreements.ts'
import { checkChosen, chooseAsReader } from './chosen.ts'
import { checkQueries, type ExpectOptions } from './expectations.ts'
import { type QueryResult, runAllQueries } from './run-queries.ts'
import type { Addresses, Range } from './sources.ts'

export type Proof = {
  /** What is wrong, in a sentence each; empty when all is right. */
  readonly complaints: readonly string[]
  /** All that was asked, as dashboards open and narrowed down. */
  readonly results: readonly QueryResult[]
}

/**
 * Runs every query of every panel and variable against running parts with the demo's data in them, twice: as dashboards
 * open, and with variables chosen as a reader would; and holds what they give against what is right.
 */
export const proveDashboards = async (options: Addresses & Range & ExpectOptions): Promise<Proof> => {
  const opened = await runAllQueries(options)
  const choices = await chooseAsReader(options, options)
  const narrowed = await runAllQueries({ ...options, choices })
  const complaints = [
    ...checkQueries(opened.queries, options),
    ...(await checkAgreements(opened, options)),
    ...checkChosen(narrowed.queries, choices),
  ]
  return { complaints, results: [...opened.queries, ...narrowed.queries] }
}
