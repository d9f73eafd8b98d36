import { type TBoolean, type TInteger, Type } from 'typebox'
import { type Scanned, toMilliseconds } from './newest-first.ts'

/** Says how far an answer came: every answer that may stop early has these. */
export const scannedFields: { reachedMs: TInteger; complete: TBoolean } = {
  reachedMs: Type.Integer({ description: 'Everything from here to the end of the range was looked at.' }),
  complete: Type.Boolean({
    description: 'False when it stopped early: ask again with `to` set to `reachedMs` to go on.',
  }),
}

export const toScannedFields = ({ reached, complete }: Scanned): { reachedMs: number; complete: boolean } => ({
  reachedMs: toMilliseconds(reached),
  complete,
})
