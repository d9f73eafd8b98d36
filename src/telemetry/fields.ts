const { existsSync } = process.getBuiltinModule('node:fs')

const isContainer = (): boolean => existsSync('/.dockerenv') || existsSync('/run/.containerenv')

/** A fact that a ping may contain. There is no free text, because it could contain anything. */
export type Field = { readonly description: string } & (
  | { readonly type: 'boolean' }
  /** A whole number from 0 to 1,000,000. */
  | { readonly type: 'count' }
  /** One of these words. */
  | { readonly type: 'choice'; readonly values: readonly string[] }
  /** Numbers with dots, then at most a common pre-release suffix: `24.21.0`, `2.0.0-rc.1`. */
  | { readonly type: 'version' }
)

/** Facts by name: lower-case letters, digits and underscores. */
export type FieldTable = Readonly<Record<string, Field>>

type ValueOf<F extends Field> = F extends { type: 'boolean' }
  ? boolean
  : F extends { type: 'count' }
    ? number
    : F extends { type: 'choice'; values: readonly (infer Word)[] }
      ? Word
      : string

/** Values of declared facts. One that is missing or `undefined` is not sent. */
export type FieldValues<T extends FieldTable> = { readonly [Name in keyof T]?: ValueOf<T[Name]> | undefined }

/** A rare system would make its users identifiable, so it is sent as `other`. */
const systems = ['darwin', 'linux', 'win32', 'other'] as const
const architectures = ['arm', 'arm64', 'ia32', 'x64', 'other'] as const

/** Fields of every ping, before those that the product declares. */
export const toStandardFields = (product: string): FieldTable => ({
  product: { type: 'choice', values: [product], description: 'Name of the product.' },
  version: { type: 'version', description: 'Version of the product.' },
  previous_version: { type: 'version', description: 'Version before the update; only in the update ping.' },
  os: { type: 'choice', values: systems, description: 'Operating system.' },
  arch: { type: 'choice', values: architectures, description: 'Architecture of the processor.' },
  node: { type: 'version', description: 'Version of Node.js.' },
  container: { type: 'boolean', description: 'Whether the product runs in a container.' },
})

const oneOf = <Word extends string>(words: readonly Word[], word: string): Word | 'other' =>
  words.find((each) => each === word) ?? 'other'

/** The standard facts about this machine. */
export const findMachineFields = (): Readonly<Record<string, string | boolean>> => ({
  os: oneOf(systems, process.platform),
  arch: oneOf(architectures, process.arch),
  node: process.versions.node,
  container: isContainer(),
})

const namePattern = /^[a-z][a-z0-9_]{0,39}$/
const wordPattern = /^[\w.+-]{1,40}$/
/** The product's own version: semantic versioning. */
const ownVersionPattern = /^(?=.{1,40}$)\d+(?:\.\d+)*(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/
/** Collected versions: an arbitrary suffix of semantic versioning could contain a name. */
const versionPattern =
  /^\d{1,8}(?:\.\d{1,8}){0,3}(?:-(?:alpha|beta|canary|dev|next|nightly|pre|preview|rc|snapshot)(?:[.-]?\d{1,8}){0,3})?$/
const maxFields = 32
const maxCount = 1_000_000

export const isOwnVersion = (version: string): boolean => ownVersionPattern.test(version)

/** The error in a declaration, worded for the developer. */
const findFault = (name: string, field: Field): string | undefined => {
  if (!namePattern.test(name)) return 'must consist of lower-case letters, digits and underscores'
  if (Object.hasOwn(toStandardFields(''), name)) return 'is sent in any case, and cannot be declared'
  if (!field.description) return 'needs a description: it is shown to those who decide'
  if (field.type !== 'choice') return undefined
  const isList = field.values.length > 0 && field.values.every((word) => wordPattern.test(word))
  return isList ? undefined : 'needs values: words of up to 40 letters, digits and the characters . _ + -'
}

/** @throws TypeError for a declaration that is not allowed */
export const checkFields = (fields: FieldTable): void => {
  const names = Object.keys(fields)
  if (names.length > maxFields) throw new TypeError(`telemetry: ${names.length} fields, at most ${maxFields}`)
  for (const name of names) {
    const fault = findFault(name, fields[name]!)
    if (fault !== undefined) throw new TypeError(`telemetry: the field ${JSON.stringify(name)} ${fault}`)
  }
}

const fits = (field: Field, value: unknown): boolean => {
  if (field.type === 'boolean') return typeof value === 'boolean'
  if (field.type === 'count') return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxCount
  if (field.type === 'version') return typeof value === 'string' && versionPattern.test(value)
  return (field.values as readonly unknown[]).includes(value)
}

/**
 * Names of values that are not declared, or do not match their declaration. The values themselves are not returned,
 * because they may be confidential.
 */
export const findRefused = (fields: FieldTable, values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .filter(([name, value]) => !(Object.hasOwn(fields, name) && fits(fields[name]!, value)))
    .map(([name]) => name)
