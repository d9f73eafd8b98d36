import { peerAddressNames } from '../../src/privacy/client-addresses.ts'
import { queryNames, urlNames } from '../../src/privacy/url.ts'
import { userAgentNames } from '../../src/privacy/user-agent.ts'
import {
  clientAddressPattern,
  deniedPattern,
  keptPattern,
  personPatterns,
  queryPatterns,
  textPatterns,
  toNamesPattern,
  toNestedPattern,
  urlPatterns,
  versionPattern,
} from './patterns.ts'

/**
 * A string in OTTL: escaped as in Go, and `$` doubled, because a single one would reference an environment variable.
 */
const toText = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\$/g, '$$$$')}"`

const replaceAll = (target: string, patterns: typeof textPatterns): string[] =>
  patterns.map(([pattern, mark]) => `replace_all_patterns(${target}, "value", ${toText(pattern)}, ${toText(mark)})`)

const replaceOne = (target: string): string[] =>
  textPatterns.map(([pattern, mark]) => `replace_pattern(${target}, ${toText(pattern)}, ${toText(mark)})`)

/** Copies the entries with certain names to a cache of their own. */
const putAside = (place: string, names: string, map = 'attributes'): string[] => [
  `set(cache["${place}"], ${map})`,
  `keep_matching_keys(cache["${place}"], ${toText(names)})`,
]

const putBack = (place: string, how: 'insert' | 'upsert', map = 'attributes'): string =>
  `merge_maps(${map}, cache["${place}"], "${how}")`

const remove = (names: string, map = 'attributes'): string => `delete_matching_keys(${map}, ${toText(names)})`

/** URLs and queries keep the names of their parameters and lose the values. */
const withoutValues = (map = 'attributes'): string[] => [
  ...putAside('urls', toNamesPattern(urlNames), map),
  ...replaceAll('cache["urls"]', urlPatterns),
  putBack('urls', 'upsert', map),
  ...putAside('queries', toNestedPattern(queryNames), map),
  ...replaceAll('cache["queries"]', queryPatterns),
  putBack('queries', 'upsert', map),
]

/** Nested values become attributes with their full names, such as `req.url`, so that the same rules apply. */
const flatten = 'flatten(attributes)'

/** Statements for all attributes, wherever they occur; a raw user agent is removed. */
const attributes = [
  flatten,
  ...putAside('kept', keptPattern),
  remove(deniedPattern),
  remove(clientAddressPattern),
  remove(toNamesPattern(userAgentNames)),
  putBack('kept', 'insert'),
  ...withoutValues(),
  ...putAside('versions', versionPattern),
  ...replaceAll('attributes', textPatterns),
  putBack('versions', 'upsert'),
  // A name may contain an address as well.
  ...personPatterns.map(
    ([pattern, mark]) => `replace_all_patterns(attributes, "key", ${toText(pattern)}, ${toText(mark)})`,
  ),
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

const isNoText = 'IsMap(body) or IsList(body)'

/**
 * For a body that is not a string, the rules for names are applied as to attributes; it is then converted to a string,
 * to which the rules for texts are applied.
 */
const nestedBody = [
  'set(cache["body"], {})',
  'set(cache["body"]["items"], body) where IsList(body)',
  'set(cache["body"], body) where IsMap(body)',
  'flatten(cache["body"])',
  ...[deniedPattern, clientAddressPattern, toNamesPattern(userAgentNames)].map((names) =>
    remove(names, 'cache["body"]'),
  ),
  ...withoutValues('cache["body"]'),
  'set(body, String(cache["body"]))',
]

type Group = readonly [context: string, statements: readonly string[], condition?: string]

const resource: readonly Group[] = [
  ['resource', attributes],
  ['scope', attributes],
]

const signals: Readonly<Record<string, readonly Group[]>> = {
  trace: [
    ...resource,
    ['span', [flatten, ...peers, ...userAgent]],
    ['span', attributes],
    ['span', ['name', 'status.message'].flatMap(replaceOne)],
    ['spanevent', attributes],
    ['spanevent', replaceOne('name')],
  ],
  log: [
    ...resource,
    ['log', nestedBody, isNoText],
    ['log', [flatten, ...userAgent]],
    ['log', attributes],
    ['log', ['body', 'severity_text', 'event_name'].flatMap(replaceOne)],
  ],
  metric: [
    ...resource,
    ['metric', replaceOne('description')],
    ['datapoint', attributes],
    ['exemplar', ['keep_matching_keys(filtered_attributes, "^$$")']],
  ],
}

const toLine = (statement: string): string => `          - '${statement.replaceAll("'", "''")}'`

/** A long list of statements is written out with a YAML anchor at its first use, and referenced afterwards. */
const createPrinter = () => {
  let isWritten = false
  return ([context, statements, condition]: Group): string[] => {
    const head = [`      - context: ${context}`, ...(condition ? [`        conditions: ['${condition}']`] : [])]
    if (statements !== attributes) return [...head, '        statements:', ...statements.map(toLine)]
    if (isWritten) return [...head, '        statements: *attributes']
    isWritten = true
    return [...head, '        statements: &attributes', ...statements.map(toLine)]
  }
}

/**
 * The Collector's configuration that corresponds to the hub's privacy rules, as far as its transform processor can
 * express them.
 */
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
