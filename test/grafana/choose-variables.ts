import type { Dashboard, Variable } from './dashboard-json.ts'
import { all, type Chosen, type Chosens, type SourceUid } from './interpolate.ts'
import { expand } from './queries.ts'
import { type Addresses, askClickHouse, askLoki, askPrometheus, type Range } from './sources.ts'

/** What a reader chooses, by variable; what is not named stays as the dashboard opens. */
export type Choices = Readonly<Record<string, readonly string[]>>

type Query = {
  readonly query?: string
  readonly rawSql?: string
  readonly stream?: string
  readonly label?: string
}

/** Asks a source for the values of a variable; undefined when the source does not run. */
const readOptions = async (
  variable: Variable,
  { addresses, chosen, range }: { addresses: Addresses; chosen: Chosens; range: Range },
): Promise<string[] | undefined> => {
  const source = variable.datasource?.uid as SourceUid
  const { query = '', rawSql = '', stream = '', label = '' } = variable.query as Query
  const fill = (text: string): string => expand(text, { source, chosen, range }).text
  if (source === 'prometheus') {
    const [, selector = '', name = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? []
    return askPrometheus.labelValues(addresses.prometheusUrl, fill(selector), name, range)
  }
  if (source === 'loki')
    return addresses.lokiUrl ? askLoki.labelValues(addresses.lokiUrl, fill(stream), label, range) : undefined
  if (!addresses.clickhouseUrl) return undefined
  const rows = await askClickHouse(addresses, fill(rawSql))
  return rows.map((row) => String(Object.values(row)[0]))
}

/** What a variable holds when the dashboard opens. */
const atStart = ({ type, multi, includeAll }: Variable, options: readonly string[]): readonly string[] => {
  if (type === 'textbox') return ['']
  return multi || includeAll ? [all] : options.slice(0, 1)
}

/** Gives every variable of a dashboard its options and its value, in their order. */
export const chooseVariables = async (
  dashboard: Dashboard,
  { addresses, range, choices }: { addresses: Addresses; range: Range; choices: Choices },
): Promise<Chosens> => {
  const chosen = new Map<string, Chosen>()
  for (const variable of dashboard.templating.list) {
    const listed = variable.type === 'custom' ? String(variable.query).split(',') : []
    const asked = variable.type === 'query' ? await readOptions(variable, { addresses, chosen, range }) : listed
    const options = asked ?? []
    const value = choices[variable.name] ?? atStart(variable, options)
    chosen.set(variable.name, { variable, options, value })
  }
  return chosen
}
