import type { Consent } from './consent.ts'
import type { Environment } from './environment.ts'

/** The rules by priority. The first one with a result decides. */
export const ruleNames = [
  'DO_NOT_TRACK',
  'own variable',
  'ENABLE_TELEMETRY',
  'CI',
  'stored consent',
  'default',
] as const

export type RuleName = (typeof ruleNames)[number]

/** What one rule found, and its result. */
export type Rule = {
  readonly name: RuleName
  /** The variable and its value, or what is stored. */
  readonly found: string
  /** Not set: the rule does not apply, and the next one is evaluated. */
  readonly says?: 'on' | 'off'
}

/** Whether telemetry is on, by which rule, and the results of the others. */
export type Decision = { readonly enabled: boolean; readonly decidedBy: RuleName; readonly rules: readonly Rule[] }

const on = ['1', 'true', 'yes', 'on']
const notSet = 'not set'

/** Set by services that do not set `CI`: Azure Pipelines, AWS CodeBuild, Jenkins, TeamCity. */
const otherCiVariables = ['TF_BUILD', 'CODEBUILD_BUILD_ID', 'JENKINS_URL', 'TEAMCITY_VERSION'] as const

const toDoNotTrack = ({ DO_NOT_TRACK: value = '' }: Environment): Rule => {
  const found = value === '' ? notSet : `DO_NOT_TRACK=${value}`
  return { name: 'DO_NOT_TRACK', found, ...(value !== '' && value !== '0' && { says: 'off' }) }
}

/** An unknown value means off: a typing error must not enable tracking. */
const toSwitch = (name: RuleName, variable: string, env: Environment): Rule => {
  const value = env[variable] ?? ''
  if (value === '') return { name, found: name === variable ? notSet : `${variable} ${notSet}` }
  return { name, found: `${variable}=${value}`, says: on.includes(value.toLowerCase()) ? 'on' : 'off' }
}

const isFalse = (value: string): boolean => ['', '0', 'false'].includes(value.toLowerCase())

const toCi = (env: Environment): Rule => {
  const variable = ['CI', ...otherCiVariables].find((name) => !isFalse(env[name] ?? ''))
  return variable ? { name: 'CI', found: `${variable}=${env[variable]}`, says: 'off' } : { name: 'CI', found: 'no CI' }
}

/** Consent covers only what was shown: after a change, the user is asked again. */
const toStored = ({ consent, fieldNames, receiver }: RuleInput): Rule => {
  const name = 'stored consent'
  if (consent === undefined) return { name, found: 'none' }
  const since = consent.at.slice(0, 10)
  if (!consent.enabled) return { name, found: `refused on ${since}`, says: 'off' }
  const added = fieldNames.filter((field) => !consent.fields.includes(field))
  if (added.length > 0) return { name, found: `given on ${since}, without the fields ${added.join(', ')}` }
  if (receiver !== undefined && receiver !== consent.receiver)
    return { name, found: `given on ${since}, for ${consent.receiver ?? 'no receiver'}` }
  return { name, found: `given on ${since}`, says: 'on' }
}

export type RuleInput = {
  readonly env: Environment
  /** The product's own variable. */
  readonly variable: string
  readonly consent: Consent | undefined
  /** All fields that a ping may contain. */
  readonly fieldNames: readonly string[]
  /** The receiver, as scheme, host and port. */
  readonly receiver: string | undefined
}

/** Whether telemetry is on. */
export const decide = (input: RuleInput): Decision => {
  const { env, variable } = input
  const rules: readonly Rule[] = [
    toDoNotTrack(env),
    toSwitch('own variable', variable, env),
    toSwitch('ENABLE_TELEMETRY', 'ENABLE_TELEMETRY', env),
    toCi(env),
    toStored(input),
    { name: 'default', found: 'off', says: 'off' },
  ]
  const { name, says } = rules.find((rule) => rule.says !== undefined)!
  return { enabled: says === 'on', decidedBy: name, rules }
}
