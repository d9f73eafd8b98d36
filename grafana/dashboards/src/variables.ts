import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { sources } from './sources.ts'

export type Variable = Builder<VariableModel>

type Choice = {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Several values at once, and all of them; else exactly one. */
  readonly multi?: boolean
  /** What stands for all values: a pattern. Not set: the list of them. */
  readonly all?: string
}

/** A variable whose values a query gives, asked again when the time range changes. */
const choice = ({ name, label, description, multi = true, all }: Choice): QueryVariableBuilder => {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(multi)
    .includeAll(multi)
  if (multi) variable.current({ selected: true, text: ['All'], value: ['$__all'] })
  return multi && all ? variable.allValue(all) : variable
}

/** Values of a label of Prometheus series. */
export const prometheusChoice = (selector: string, label: string, options: Choice): Variable => {
  const query = `label_values(${selector}, ${label})`
  return choice(options)
    .datasource(sources.prometheus)
    .definition(query)
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
}

/** Values of a label of Loki streams. */
export const lokiChoice = (stream: string, label: string, options: Choice): Variable =>
  choice(options)
    .datasource(sources.loki)
    .definition(`label_values(${stream}, ${label})`)
    .query({ type: 1, label, stream, refId: 'LokiVariableQueryEditor-VariableQuery' })

/** First column of rows of ClickHouse. */
export const clickhouseChoice = (rawSql: string, options: Choice): Variable =>
  choice(options)
    .datasource(sources.clickhouse)
    .definition(rawSql)
    .query({ editorType: 'sql', queryType: 'table', format: 1, pluginVersion: '4.20.0', rawSql })

/** Values that are known beforehand. */
export const listed = (
  values: readonly string[],
  { name, label, description, all }: Omit<Choice, 'multi'>,
): Variable => {
  const variable = new CustomVariableBuilder(name)
    .label(label)
    .description(description)
    .values(values.join(','))
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] })
  return all ? variable.allValue(all) : variable
}

export const textBox = (name: string, label: string, description: string): Variable =>
  new TextBoxVariableBuilder(name)
    .label(label)
    .description(description)
    .defaultValue('')
    .current({ selected: true, text: '', value: '' })

const environmentText = {
  name: 'environment',
  label: 'Environment',
  description: 'deployment.environment.name of the services. All includes services without one.',
}

/** Matches the empty name, too. */
const anyEnvironment = { ...environmentText, all: '.*' }

const serviceText = { name: 'service', label: 'Service', description: 'service.name of the services.' }

/** Environments of the services that `metric` is known of. */
export const environmentOf = (metric: string): Variable =>
  prometheusChoice(metric, 'deployment_environment_name', anyEnvironment)

const inEnvironment = 'deployment_environment_name=~"$environment"'

/** Services of the chosen environments that `metric` is known of, as many as wanted. */
export const servicesOf = (metric: string): Variable =>
  prometheusChoice(`${metric}{${inEnvironment}}`, 'service_name', { ...serviceText, all: '.+' })

/** As `servicesOf`, exactly one. */
export const serviceOf = (metric: string): Variable =>
  prometheusChoice(`${metric}{${inEnvironment}}`, 'service_name', { ...serviceText, multi: false })

/** Routes of the chosen services. Those that have no route are part of all. */
export const routesOf = (metric: string): Variable =>
  prometheusChoice(`${metric}{service_name=~"$service", ${inEnvironment}}`, 'http_route', {
    name: 'route',
    label: 'Route',
    description: 'http.route: the pattern of the path. All includes requests that no route matched.',
    all: '.*',
  })

/** Environments of streams of log lines. */
export const lokiEnvironments: Variable = lokiChoice('', 'deployment_environment_name', anyEnvironment)

/** Services of the chosen environments that write log lines. Loki wants a pattern that is never empty. */
export const lokiServices: Variable = lokiChoice(`{${inEnvironment}, service_name=~".+"}`, 'service_name', {
  ...serviceText,
  all: '.+',
})

export const clickhouseEnvironments = (rawSql: string): Variable => clickhouseChoice(rawSql, environmentText)

export const clickhouseServices = (rawSql: string): Variable => clickhouseChoice(rawSql, serviceText)
