import { PlainsightError } from '../errors.ts'

const maxName = 120
const nameRule = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/

/** Throws `EVENT_NAME_INVALID` when a name is not `resource.action`. */
export const checkEventName = (name: unknown): void => {
  if (typeof name === 'string' && name.length <= maxName && nameRule.test(name)) return
  throw new PlainsightError('EVENT_NAME_INVALID', { name: JSON.stringify(String(name).slice(0, maxName)) })
}
