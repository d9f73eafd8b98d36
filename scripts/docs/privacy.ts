import { clientAddressNames, peerAddressNames } from '../../src/privacy/client-addresses.ts'
import { allowedNames, deniedNames, harmlessEndings } from '../../src/privacy/denied-keys.ts'
import { type ScrubKind, scrubMarks } from '../../src/privacy/text/findings.ts'
import { scrubText } from '../../src/privacy/text/scrub.ts'
import { queryNames, toUrlWithoutValues, urlNames } from '../../src/privacy/url.ts'
import { toCoarseUserAgent, userAgentNames } from '../../src/privacy/user-agent.ts'
import { collected } from './collected.ts'

const code = (text: string): string => `\`${text}\``
const list = (names: readonly string[]): string => names.map(code).join(', ')

const deniedTable = (): string => deniedNames.map(({ words, reason }) => `| ${list(words)} | ${reason} |`).join('\n')

/** What each mark stands for, with an example that is run, not written. */
const scrubbed: Readonly<Record<ScrubKind, readonly [what: string, example: string]>> = {
  email: ['E-mail addresses, also with the sign escaped as `%40`', 'mail to ann@example.com failed'],
  ip: [
    'IPv4 and IPv6 addresses, but for loopback (`127.…`, `::1`) and unspecified ones (`0.0.0.0`, `::`)',
    'connection from 203.0.113.7:443 closed',
  ],
  token: [
    'Bearer tokens and basic credentials, JSON web tokens, keys of GitHub, GitLab, npm, Slack, Stripe, AWS and the like by their prefixes',
    'sent Bearer mF_9.B5f-4.1JqM',
  ],
  card: ['Payment card numbers of known issuers with a right check digit', 'paid with 4111 1111 1111 1111'],
  secret: [
    'Values written behind a denied name, and user and password in a URL',
    'POST /login?password=hunter2 to postgres://shop:pw@db/x',
  ],
}

const scrubTable = (): string =>
  Object.entries(scrubbed)
    .map(([kind, [what, example]]) => {
      return `| ${code(scrubMarks[kind as ScrubKind])} | ${what} | ${code(example)} | ${code(scrubText(example).text)} |`
    })
    .join('\n')

const rawAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'
const rawUrl = 'https://ann:pw@shop.test/find?q=shoes&page=2#top'

/** `docs/privacy.md`: what is collected, what is removed, from the lists that do it. */
export const toPrivacyDoc = (): string => {
  const agent = toCoarseUserAgent(rawAgent)
  return `# Privacy

<!-- Printed from src/privacy by \`npm run docs\`; edit the lists there, the text in scripts/docs/privacy.ts. -->

Everything that reaches the hub passes through one place before it touches a disk: there, what may name a person or open a door is removed or made
coarse, in memory. That holds for the agent of plainsight and for any other OpenTelemetry SDK or Collector that sends to the hub. Nothing is sent to us.

One way in is not looked through: rows that come through the [ClickHouse door](clickhouse-door.md) with a key that writes. It is closed until somebody
opens it and makes such a key, and is meant for a Collector that removes the same things itself, as the one in \`collector/\` does.

## What is collected by default

| what | holds |
|---|---|
| Span of a request to your service | method, route, path without query, status, scheme, the host and port it was sent to, protocol version, times, request id, errors with their messages and stack traces |
| Span of a request that your service makes, or of a database or queue call | what the OpenTelemetry instrumentation records: method, URL, server address, status; system, operation and statement of a query, the statement without its values |
| Log record | level, message and fields of a line that your code writes through pino, winston, bunyan or console; trace, span and request id |
| Event | the name, user id, session id and properties that your code gives to \`trackEvent\` |
| Metric | durations and counts of requests by method, route and status; event loop, memory and processor of the process |
| Resource | name and version of the service, environment, host name, process id, versions of the runtime and of the SDK |

Name by name, with nothing set (a test compares these with the rows of a real app):

| record | names |
|---|---|
| request to your service | ${list(collected.request)} |
| HTTP request that it makes | ${list(collected.call)} |
| log record, beside the fields that your code gives | ${list(collected.log)} |
| resource of each | ${list(collected.resource)} |
| metrics | ${list(collected.metrics)} |

The agent does **not** record client addresses, user agents, cookies, headers, query strings, request or response bodies, command lines, or values of
form fields. The rules below are for what other SDKs, your own attributes and your log lines bring along.

## Names whose values are removed

An attribute, a field of a log record or a member of a nested value whose name says that it is a secret is removed, name and value. That is
not switched off by any setting. Names are cut into parts at every character that is no letter or digit and at camelCase humps; a
rule matches whole parts. ${code('api key')} matches ${code('apiKey')}, ${code('API_KEY')} and ${code('http.request.header.x-api-key')}; ${code('token')} does not match ${code('tokenizer')} or ${code('input_tokens')}.

| part of the name | why |
|---|---|
${deniedTable()}

Kept although a rule would match: ${list(allowedNames)}, which OpenTelemetry defines and which hold no secret; and names that end in a measure of the thing: ${list(harmlessEndings)}
(${code('token_type')}, ${code('password.length')}). Further names: \`PLAINSIGHT_DENIED_KEYS\`, by the same rules.

## Addresses of clients

Removed wherever they stand, at the end of a longer name and in any writing too (${code('req.remoteAddress')}, ${code('X-Forwarded-For')}):
${list(clientAddressNames)}.

Removed on server and consumer spans, where the other side is a client: ${list(peerAddressNames)}. Elsewhere they name a server and are text like any other.

## User agents

A raw user agent (${list(userAgentNames)}) is replaced by product, major version and operating system: ${code('user_agent.name')},
${code('user_agent.version')}, ${code('user_agent.os.name')}.

\`\`\`
${rawAgent}
→ ${agent.name}, ${agent.version}, ${agent.os}
\`\`\`

## URLs

Of URLs (${list(urlNames)}) and queries (${list(queryNames)}) the values of the query, user and password, and the fragment are removed; names of the query stay.
A name in a nested value counts with those above it: ${code('url')} in ${code('req')} is ${code('req.url')}.

\`\`\`
${rawUrl}
→ ${toUrlWithoutValues(rawUrl)}
\`\`\`

## Texts

Names of spans and events, status messages, log bodies and severity texts, descriptions of metrics, exception messages, stack traces, names of attributes and all text attributes, those of resources
and nested values included, are searched:

| mark | replaces | for example | becomes |
|---|---|---|---|
${scrubTable()}

Four numbers with dots are not always an address. They are left alone in attributes whose name ends in ${code('version')}, right behind a ${code('v')}, behind a product's name
(${code('Chrome/120.0.0.0')}), and as a part of more than four numbers; everywhere else they count as one: better a version hidden than a person shown.
A statement of SQL is kept and searched like any text; \`?\` and \`$1\` stay. The search takes time in step with the length of the text, whatever the text.

\`PLAINSIGHT_SCRUB=false\` switches this search off, and only this: denied names, addresses of clients, user agents and URLs are treated all the same.

What cannot be found this way: names of people, street addresses, identifiers of your own making; user agents and plain parameters of a query in the middle of a text; text in values of bytes. Do not log them, or name their fields in
\`PLAINSIGHT_DENIED_KEYS\`. Names of metrics and scopes, trace state, and numbers are stored as they come.

## What is counted

\`/metrics\` of the hub counts every removal by kind, never by content.
`
}
