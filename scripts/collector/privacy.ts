import { peerAddressNames } from '../../src/privacy/client-addresses.ts'
import { queryNames, urlNames } from '../../src/privacy/url.ts'
import { userAgentNames } from '../../src/privacy/user-agent.ts'
import {
  clientAddressPattern,
  deniedPattern,
  keptPattern,
  queryPatterns,
  textPatterns,
  toNamesPattern,
  urlPatterns,
  versionPattern,
} from './patterns.ts'

/** A text in OTTL: escapes as in Go, and `$` doubled, which alone would be an environment variable of the configuration. */
const toText = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\$/g, '$$$$')}"`

const replaceAll = (target: string, patterns: typeof textPatterns): string[] =>
  patterns.map(([pattern, mark]) => `replace_all_patterns(${target}, "value", ${toText(pattern)}, ${toText(mark)})`)

const replaceOne = (target: string): string[] =>
  textPatterns.map(([pattern, mark]) => `replace_pattern(${target}, ${toText(pattern)}, ${toText(mark)})`)

/** Copies the attributes of some names to a place of their own. */
const putAside = (place: string, names: string): string[] => [
  `set(cache["${place}"], attributes)`,
  `keep_matching_keys(cache["${place}"], ${toText(names)})`,
]

const putBack = (place: string, how: 'insert' | 'upsert'): string =>
  `merge_maps(attributes, cache["${place}"], "${how}")`

/** What is done to attributes wherever they stand; a raw user agent goes. */
const attributes = [
  ...putAside('kept', keptPattern),
  `delete_matching_keys(attributes, ${toText(deniedPattern)})`,
  `delete_matching_keys(attributes, ${toText(clientAddressPattern)})`,
  `delete_matching_keys(attributes, ${toText(toNamesPattern(userAgentNames))})`,
  putBack('kept', 'insert'),
  ...putAside('urls', toNamesPattern(urlNames)),
  ...replaceAll('cache["urls"]', urlPatterns),
  putBack('urls', 'upsert'),
  ...putAside('queries', toNamesPattern(queryNames)),
  ...replaceAll('cache["queries"]', queryPatterns),
  putBack('queries', 'upsert'),
  ...putAside('versions', versionPattern),
  ...replaceAll('attributes', textPatterns),
  putBack('versions', 'upsert'),
]

const agent = 'cache["agent"]'
const isKnown = `where ${agent} != nil`

/** Spans and log records keep the coarse form of a user agent, under the names that the hub gives it. */
const userAgent = [
  ...userAgentNames.map((name) => `set(${agent}, attributes["${name}"]) where IsString(attributes["${name}"])`),
  `set(${agent}, UserAgent(${agent})) ${isKnown}`,
  `set(attributes["user_agent.name"], ${agent}["user_agent.name"]) ${isKnown}`,
  `set(attributes["user_agent.version"], ${agent}["user_agent.version"]) ${isKnown}`,
  'replace_pattern(attributes["user_agent.version"], "[^0-9].*$$", "")',
  `set(attributes["user_agent.os.name"], ${agent}["os.name"]) ${isKnown}`,
]

const peers = peerAddressNames.map(
  (name) => `delete_key(attributes, "${name}") where kind == SPAN_KIND_SERVER or kind == SPAN_KIND_CONSUMER`,
)

/** Nested values become members by their whole names, as `req.url`, and so meet the same rules. */
const flatten = ['flatten(attributes)']

const bodyAsText = 'set(body, String(body)) where IsMap(body) or IsList(body)'

type Group = readonly [context: string, statements: readonly string[]]

const resource: readonly Group[] = [
  ['resource', attributes],
  ['scope', attributes],
]

const signals: Readonly<Record<string, readonly Group[]>> = {
  trace: [
    ...resource,
    ['span', [...flatten, ...peers, ...userAgent]],
    ['span', attributes],
    ['span', ['name', 'status.message'].flatMap(replaceOne)],
    ['spanevent', flatten],
    ['spanevent', attributes],
    ['spanevent', replaceOne('name')],
  ],
  log: [
    ...resource,
    ['log', [...flatten, bodyAsText, ...userAgent]],
    ['log', attributes],
    ['log', ['body', 'severity_text'].flatMap(replaceOne)],
  ],
  metric: [...resource, ['metric', replaceOne('description')], ['datapoint', attributes]],
}

const toLine = (statement: string): string => `          - '${statement.replaceAll("'", "''")}'`

/** The long list of statements is written where it is first used and named there; everyone after that names it. */
const createPrinter = () => {
  let isWritten = false
  return ([context, statements]: Group): string[] => {
    const head = `      - context: ${context}`
    if (statements !== attributes) return [head, '        statements:', ...statements.map(toLine)]
    if (isWritten) return [head, '        statements: *attributes']
    isWritten = true
    return [head, '        statements: &attributes', ...statements.map(toLine)]
  }
}

/** The Collector's configuration of what the hub does to everything that arrives, as far as its transform processor can say it. */
export const toCollectorPrivacy = (): string => {
  const toLines = createPrinter()
  return [
    "# Printed from the hub's lists in src/privacy by `npm run collector`; do not edit. What it does is told in docs/privacy.md.",
    'processors:',
    '  transform/privacy:',
    '    # A record that a rule fails on is not passed on: better refused than shown.',
    '    error_mode: propagate',
    ...Object.entries(signals).flatMap(([signal, groups]) => [`    ${signal}_statements:`, ...groups.flatMap(toLines)]),
    '',
  ].join('\n')
}
