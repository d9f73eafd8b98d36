import { isRandomness, isThreshold, randomnessOf, type Threshold } from './threshold.ts'

/** OpenTelemetry's member of a `tracestate` header: `ot=th:e666;rv:0123456789abcd`. */
const member = /(?:^|,)[ \t]*ot=([^,]*)/
/** Limits of W3C Trace Context and of OpenTelemetry's member. */
const maxMembers = 32
const maxLength = 256

const fieldsOf = (state: string): string[] => member.exec(state)?.[1]?.trim().split(';').filter(Boolean) ?? []

const readField = (fields: readonly string[], key: string): string | undefined =>
  fields.find((field) => field.startsWith(`${key}:`))?.slice(key.length + 1)

/** The randomness of a trace: that of its trace state, else that of its id. */
export const toRandomness = (traceId: string, state: string | undefined): string => {
  const given = state === undefined ? undefined : readField(fieldsOf(state), 'rv')
  return isRandomness(given) ? given : randomnessOf(traceId)
}

/**
 * A trace state with this threshold, or with none. Other fields and members are preserved; a changed member moves to
 * the front, and if there are too many members, the last ones are removed.
 */
export const withThreshold = (state: string | undefined, threshold: Threshold | undefined): string | undefined => {
  if (state === undefined) return threshold === undefined ? undefined : `ot=th:${threshold}`
  if (threshold === undefined && !state.includes('ot=')) return state
  const before = fieldsOf(state)
  const own = threshold === undefined ? [] : [`th:${threshold}`]
  const all = [...own, ...before.filter((field) => !field.startsWith('th:'))].join(';')
  const fields =
    all.length <= maxLength ? all : [...own, ...before.filter((field) => field.startsWith('rv:'))].join(';')
  const others = state.split(',').filter((other) => other.trim() !== '' && !/^[ \t]*ot=/.test(other))
  const members = fields === '' ? others : [`ot=${fields}`, ...others]
  return members.length === 0 ? undefined : members.slice(0, maxMembers).join(',')
}

/**
 * The state of a trace that follows its parent's decision. An inconsistent threshold is removed: the trace is not
 * sampled, or its randomness is below the threshold.
 */
export const toContinuedState = (traceId: string, sampled: boolean, state: string): string | undefined => {
  if (!state.includes('ot=')) return state
  const threshold = readField(fieldsOf(state), 'th')
  if (threshold === undefined) return state
  const isTrue = sampled && isThreshold(threshold) && toRandomness(traceId, state) >= threshold
  return isTrue ? state : withThreshold(state, undefined)
}

/**
 * The state of a trace that was decided by the randomness of another one: with a threshold, that randomness is added,
 * since its own id does not explain the decision.
 */
export const withRandomnessOf = (traceId: string, state: string | undefined): string | undefined => {
  const threshold = state === undefined ? undefined : readField(fieldsOf(state), 'th')
  if (threshold === undefined || state?.includes('rv:')) return state
  const fields = `${threshold};rv:${toRandomness(traceId, state)}`
  return withThreshold(state, fields)
}
