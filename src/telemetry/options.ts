import { type Environment, readEnvironment } from './environment.ts'
import { checkFields, type FieldTable, type FieldValues, isOwnVersion } from './fields.ts'
import { checkReceiver, type Receiver } from './receiver.ts'

/** What the product declares. Only `product` and `version` are required. */
export type TelemetryOptions<T extends FieldTable = FieldTable> = {
  /** Name of the product in pings and in the state folder: lower-case letters, digits and hyphens. */
  readonly product: string
  /** Version of the product, for example `1.4.0`. */
  readonly version: string
  /** Recipient of the data, as named in the question: `Acme Inc.` Default: the address of the receiver. */
  readonly owner?: string
  /** URL of a page about what is sent and how long it is kept; shown in the question. */
  readonly policyUrl?: string
  /**
   * Environment variable that enables or disables this product's telemetry. Default: `ACME_CLI_TELEMETRY` for
   * `acme-cli`.
   */
  readonly variable?: string
  /** The sub-command of the product's own CLI, as users type it. Default: `acme-cli telemetry`. */
  readonly command?: string
  /** Fields of pings in addition to the standard ones. Default: none. */
  readonly fields?: T
  /** Returns the values of `fields`; called when a ping is due or shown. */
  readonly collect?: () => FieldValues<NoInfer<T>>
  /**
   * Where pings go. Default: PostHog with `POSTHOG_API_KEY` and `POSTHOG_HOST`, or nowhere without that key. `false`:
   * nowhere.
   */
  readonly receiver?: Receiver | false
  /** Folder of salt, consent and marker. Default: `telemetry` in the product's state folder of this user. */
  readonly stateFolder?: string
  /** Default: the environment of this process. */
  readonly env?: Environment
}

/** Options with their defaults. */
export type Settings = {
  readonly product: string
  readonly version: string
  readonly owner: string | undefined
  readonly policyUrl: string | undefined
  readonly variable: string
  readonly command: string
  readonly fields: FieldTable
  readonly collect: () => Readonly<Record<string, unknown>>
  readonly receiver: Receiver | false | undefined
  readonly stateFolder: string | undefined
  readonly readEnv: () => Environment
}

const productPattern = /^[a-z][a-z0-9-]{0,39}$/
const variablePattern = /^[A-Z][A-Z0-9_]*$/

const toVariable = (product: string): string => `${product.toUpperCase().replaceAll('-', '_')}_TELEMETRY`

const check = (isRight: boolean, sentence: string): void => {
  if (!isRight) throw new TypeError(`telemetry: ${sentence}`)
}

/** @throws TypeError that says which option is wrong */
export const toSettings = <T extends FieldTable>(options: TelemetryOptions<T>): Settings => {
  const { product, version, variable = toVariable(product), fields = {}, receiver, env } = options
  check(productPattern.test(product), 'product must consist of lower-case letters, digits and hyphens')
  check(isOwnVersion(version), 'version must be a version, for example 1.4.0')
  check(variablePattern.test(variable), 'variable must consist of upper-case letters, digits and underscores')
  checkFields(fields)
  checkReceiver(receiver)
  return {
    product,
    version,
    owner: options.owner,
    policyUrl: options.policyUrl,
    variable,
    command: options.command ?? `${product} telemetry`,
    fields,
    collect: options.collect ?? (() => ({})),
    receiver,
    stateFolder: options.stateFolder,
    readEnv: env ? () => env : readEnvironment,
  }
}
