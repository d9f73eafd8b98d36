import { PlainsightError } from '../errors.ts'

/**
 * Ends the check of a statement.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const refuse = (reason: string): never => {
  throw new PlainsightError('SQL_REFUSED', { reason })
}
