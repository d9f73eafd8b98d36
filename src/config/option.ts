import type { wordKinds } from './list-words.ts'

/** One option in a table. Tables are plain data: types, docs, faults and help all come from them. */
export type OptionSpec = {
  /**
   * Shape of the value. `list` is comma separated, `map` is comma separated `key=value` pairs, as in
   * `OTEL_RESOURCE_ATTRIBUTES`, `url` is http or https.
   */
  readonly type: 'string' | 'url' | 'integer' | 'number' | 'boolean' | 'enum' | 'list' | 'map'
  /** Value when no source sets the option. `undefined`: not set. */
  readonly default?: string | number | boolean | readonly string[] | Readonly<Record<string, string>>
  /** Environment variables that set it; the first one found wins. */
  readonly env: readonly string[]
  /** One or two sentences for `docs/configuration.md` and `plainsight env`. */
  readonly doc: string
  /** For `enum`, and for a `list` of known words: the words that are allowed. */
  readonly values?: readonly string[]
  /** For `list`: what each word must be, where it is more than a word. */
  readonly each?: keyof typeof wordKinds
  /** For `list`: what stands between words, where a word may hold commas or is long. Default: a comma. */
  readonly separator?: ';'
  /** For `boolean`: only the words `true` and `false`, as the OpenTelemetry specification demands of its variables. */
  readonly strict?: true
  /** For `string`: regular expression of the whole text, and what it means in words. */
  readonly pattern?: { readonly source: string; readonly words: string }
  /** For timeouts: 0 means no limit, and becomes the maximum time of a timer. */
  readonly zeroIsNever?: true
  readonly minimum?: number
  readonly maximum?: number
  /** Unit of a number: ms, days, bytes … */
  readonly unit?: string
  /** Shown masked, never logged. */
  readonly secret?: true
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

type Base<S extends OptionSpec> = S['type'] extends 'integer' | 'number'
  ? number
  : S['type'] extends 'boolean'
    ? boolean
    : S['type'] extends 'list'
      ? readonly string[]
      : S['type'] extends 'map'
        ? Readonly<Record<string, string>>
        : S['type'] extends 'enum'
          ? S extends { readonly values: readonly (infer V)[] }
            ? V
            : string
          : string

/** TypeScript type of an option's value: `undefined` is part of it only where the table gives no default. */
type OptionValue<S extends OptionSpec> = 'default' extends keyof S ? Base<S> : Base<S> | undefined

/** Typed values of a whole table. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: OptionValue<T[K]> }
