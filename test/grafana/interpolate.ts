import type { Variable } from './dashboard-json.ts'

export type SourceUid = 'prometheus' | 'loki' | 'clickhouse'

export const all = '$__all'

/** A variable with what is chosen and what could be. */
export type Chosen = {
  readonly variable: Variable
  readonly value: readonly string[]
  readonly options: readonly string[]
}

export type Chosens = ReadonlyMap<string, Chosen>

const escapeRegex = (text: string): string => text.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&')

const isMany = ({ multi, includeAll }: Variable): boolean => multi === true || includeAll === true

/** Values as the source writes them where the text names no format. */
const toDefault = (source: SourceUid, variable: Variable, values: readonly string[]): string => {
  if (source === 'clickhouse') return isMany(variable) ? `'${values.join("','")}'` : (values[0] ?? '')
  if (!isMany(variable)) return (values[0] ?? '').replace(/\\/g, '\\\\').replace(/'/g, "\\\\'")
  const escaped = values.map(escapeRegex)
  return escaped.length === 1 ? `${escaped[0]}` : `(${escaped.join('|')})`
}

const toSqlString = (value: string): string => `'${value.replace(/'/g, "''").replace(/"/g, '\\"')}'`

const formats: Readonly<Record<string, (values: readonly string[]) => string>> = {
  sqlstring: (values) => values.map(toSqlString).join(','),
  percentencode: (values) => encodeURIComponent(values.length === 1 ? `${values[0]}` : `{${values.join(',')}}`),
  raw: (values) => values.join(','),
}

const write = (source: SourceUid, { variable, value, options }: Chosen, format: string | undefined): string => {
  const isAll = value.includes(all)
  if (isAll && variable.allValue) return variable.allValue
  const values = isAll ? options : value
  if (format === undefined) return toDefault(source, variable, values)
  const formatted = formats[format]
  if (!formatted) throw new Error(`format ${format} is not known to the tests`)
  return formatted(values)
}

/** Puts variables and Grafana's own values into a text, as the data source would. What is unknown stays. */
export const interpolate = (
  text: string,
  { source, chosen, builtIn }: { source: SourceUid; chosen: Chosens; builtIn: Readonly<Record<string, string>> },
): string =>
  text.replace(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g, (whole, plain?: string, braced?: string, format?: string) => {
    const name = plain ?? braced ?? ''
    if (builtIn[name] !== undefined) return builtIn[name]
    const found = chosen.get(name)
    return found ? write(source, found, format) : whole
  })
