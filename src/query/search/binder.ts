import type { QueryParams } from '../../store/store.ts'

/** Collects values for `{name:Type}` placeholders, so that no value is ever part of the SQL text. */
export type Binder = {
  /** Keeps the value and returns its placeholder. */
  text(value: string): string
  number(value: number): string
  texts(values: readonly string[]): string
  /** Nanoseconds since 1970, as a `DateTime64(9)` expression. */
  instant(nanoseconds: bigint): string
  readonly params: QueryParams
}

type Bound = QueryParams[string]

export const createBinder = (): Binder => {
  const params: Record<string, Bound> = {}
  let count = 0
  const bind = (type: string, value: Bound): string => {
    const name = `p${count++}`
    params[name] = value
    return `{${name}:${type}}`
  }
  return {
    text: (value) => bind('String', value),
    number: (value) => bind('Float64', value),
    texts: (values) => bind('Array(String)', values),
    instant: (nanoseconds) => `fromUnixTimestamp64Nano(${bind('Int64', nanoseconds)})`,
    params,
  }
}
