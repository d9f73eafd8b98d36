import { parser } from '@grafana/lezer-logql'

type Node = { readonly name: string; readonly text: string; readonly below: readonly Node[] }

/** Reads LogQL by Grafana's own grammar; fails with the place where it is none. */
const readTree = (query: string): Node => {
  const read = (cursor: ReturnType<ReturnType<typeof parser.parse>['cursor']>): Node => {
    if (cursor.type.isError) {
      const place = `${query.slice(0, cursor.from)}⚠${query.slice(cursor.from)}`
      throw new Error(`not LogQL: ${place}`)
    }
    const below: Node[] = []
    const { name, from, to } = cursor
    if (cursor.firstChild()) {
      do below.push(read(cursor))
      while (cursor.nextSibling())
      cursor.parent()
    }
    return { name, text: query.slice(from, to), below }
  }
  return read(parser.parse(query).cursor())
}

const findAll = (node: Node, name: string): readonly Node[] =>
  node.name === name ? [node] : node.below.flatMap((each) => findAll(each, name))

const childOf = (node: Node, name: string): Node => {
  const found = node.below.find((each) => each.name === name)
  if (!found) throw new Error(`${node.name} without ${name}: ${node.text}`)
  return found
}

export type Comparison = '=' | '!=' | '=~' | '!~'
export type Matcher = { readonly name: string; readonly by: Comparison; readonly value: string }
export type LineFilter = { readonly by: '|=' | '!=' | '|~' | '!~'; readonly value: string }

/** Lines of some streams, filtered. */
export type LogQuery = {
  readonly streams: readonly Matcher[]
  readonly lines: readonly LineFilter[]
  readonly fields: readonly Matcher[]
}

/** How many lines there were in the time before each point, added up by labels. */
export type CountQuery = {
  readonly of: LogQuery
  readonly by: readonly string[]
  readonly seconds: number
  readonly isRate: boolean
}

/** Between backticks a text stands as it is, between quotes with escapes. */
const toValue = (text: string): string => (text.startsWith('`') ? text.slice(1, -1) : (JSON.parse(text) as string))

const toMatcher = (node: Node): Matcher => {
  const [name, by, value] = node.below
  if (value?.name !== 'String') throw new Error(`compares with no text: ${node.text}`)
  return { name: name!.text, by: by!.text as Comparison, value: toValue(value.text) }
}

const stages: readonly string[] = ['LineFilters', 'LabelFilter']

const toLogQuery = (node: Node): LogQuery => {
  const selector = findAll(node, 'Selector')[0]!
  const odd = findAll(node, 'PipelineStage').find(({ below }) => !stages.includes(below.at(-1)!.name))
  if (odd) throw new Error(`a stage that no dashboard of ours has so far: ${odd.text}`)
  return {
    streams: findAll(selector, 'Matcher').map(toMatcher),
    lines: findAll(node, 'LineFilter').map((filter) => ({
      by: childOf(filter, 'Filter').text as LineFilter['by'],
      value: toValue(childOf(filter, 'String').text),
    })),
    fields: findAll(node, 'LabelFilter').map((filter) => toMatcher(childOf(filter, 'Matcher'))),
  }
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

const toCountQuery = (node: Node): CountQuery => {
  const range = findAll(node, 'RangeAggregationExpr')[0]
  const [, value, unit] = /^(\d+)([smhd])$/.exec(range ? findAll(range, 'Duration')[0]!.text : '') ?? []
  const kind = range && childOf(range, 'RangeOp').text
  if (!range || (kind !== 'count_over_time' && kind !== 'rate') || findAll(node, 'Sum').length !== 1)
    throw new Error(`no sum of counts or rates: ${node.text}`)
  return {
    of: toLogQuery(range),
    by: findAll(node, 'Grouping')
      .flatMap((grouping) => findAll(grouping, 'Identifier'))
      .map(({ text }) => text),
    seconds: Number(value) * (units[unit!] ?? Number.NaN),
    isRate: kind === 'rate',
  }
}

/** A pattern of Loki (RE2) as one of ours; fails where RE2 would. `isWhole`: all of the text must match. */
export const toPattern = (value: string, isWhole: boolean): RegExp => {
  if (/\(\?<?[=!]|\\[1-9]/.test(value)) throw new Error(`RE2 knows no such pattern: ${value}`)
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(value) ?? []
  return new RegExp(isWhole ? `^(?:${rest})$` : rest, `${flags}u`)
}

/** What Loki refuses though it is written well. */
const check = ({ streams, lines, fields }: LogQuery): void => {
  const isSet = ({ by, value }: Matcher): boolean =>
    by === '=' ? value !== '' : by === '=~' && !toPattern(value, true).test('')
  if (!streams.some(isSet)) throw new Error('no label of the streams has to be something')
  for (const { by, value } of [...streams, ...fields, ...lines]) if (by.includes('~')) toPattern(value, false)
}

/** LogQL of the kinds that the dashboards are made of. */
export const parseLogql = (query: string): LogQuery | CountQuery => {
  const tree = readTree(query)
  const parsed =
    findAll(tree, 'MetricExpr').length > 0 ? toCountQuery(findAll(tree, 'MetricExpr')[0]!) : toLogQuery(tree)
  check('of' in parsed ? parsed.of : parsed)
  return parsed
}
