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

/** The meaning of each mark, with an example whose result is computed. */
const scrubbed: Readonly<Record<ScrubKind, readonly [what: string, example: string]>> = {
  email: ['E-mail addresses, also with `@` escaped as `%40`', 'mail to ann@example.com failed'],
  ip: [
    'IPv4 and IPv6 addresses, except loopback (`127.…`, `::1`) and unspecified ones (`0.0.0.0`, `::`)',
    'connection from 203.0.113.7:443 closed',
  ],
  token: [
    'Bearer tokens, basic credentials, JSON web tokens, and keys with known prefixes (GitHub, GitLab, npm, Slack, Stripe, AWS and others)',
    'sent Bearer mF_9.B5f-4.1JqM',
  ],
  card: ['Payment card numbers of known issuers with a valid check digit', 'paid with 4111 1111 1111 1111'],
  secret: [
    'Values that follow a denied name, and user and password in a URL',
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

/** `docs/privacy.md`: what is collected and what is removed, from the lists that the code uses. */
export const toPrivacyDoc = (): string => {
  const agent = toCoarseUserAgent(rawAgent)
  return `# Privacy

<!-- Printed from src/privacy by \`npm run docs\`; edit the lists there, the text in scripts/docs/privacy.ts. -->

The hub removes or generalises personal data and secrets in memory, before it writes anything to disk. This applies to data from the plainsight agent and from any other
OpenTelemetry SDK or Collector. plainsight sends nothing to its authors ([telemetry.md](telemetry.md#telemetry-of-plainsight-itself)). [opt-in.md](opt-in.md) lists every way out of
the machine: what leaves, to whom, how to see it first, and how to stop it.

There is one exception: rows inserted through the [ClickHouse door](clickhouse-door.md) with a key of the scope \`write\`. The door is closed by default. It is for a Collector that applies
the same rules itself, as the configuration in \`collector/\` does.

## What is collected by default

| record | contents |
|---|---|
| Span of a request to your service | method, route, path without query, status, scheme, the host and port it was sent to, protocol version, times, request id, errors with their messages and stack traces |
| Span of a request that your service makes, or of a database or queue call | the data of the OpenTelemetry instrumentation: method, URL, server address, status; system, operation and statement of a query, the statement without its values |
| Log record | level, message and fields of a line that your code writes with pino, winston, bunyan or console; trace, span and request id |
| Event | the name and the properties that your code gives to \`trackEvent\` and its like ([events.md](events.md)); user id and session id, once they are known; trace, span and request id |
| Metric | durations and counts of requests by method, route and status; event loop, memory and processor of the process |
| Resource | name and version of the service, environment, host name, process id, versions of the runtime and of the SDK |

By name, with default settings (a test compares this list with the rows of a real app):

| record | names |
|---|---|
| request to your service | ${list(collected.request)} |
| HTTP request that it makes | ${list(collected.call)} |
| log record, in addition to your code's fields | ${list(collected.log)} |
| resource | ${list(collected.resource)} |
| metrics | ${list(collected.metrics)} |

Requests for health checks and static files have no spans by default ([sampling.md](sampling.md#patterns)).

Users are not recorded by default. Once a setting or your code identifies them ([users and sessions](getting-started.md#users-and-sessions)), spans of requests, log records and events have
\`user.id\` and \`session.id\`. E-mail address and name (\`user.email\`, \`user.name\`, on the span only) are recorded with \`PLAINSIGHT_COLLECT_USER=email,name\`. The hub masks
addresses in them unless it has the setting, too.

Of the requests to your service, the agent does **not** record client addresses, user agents, cookies, headers, query strings, bodies or values of form fields. It records no command lines. In URLs
that your service calls, it replaces the values of the query. The rules below apply to other SDKs, to your own attributes and to your log lines.

## Trace headers

A trace that spans several services needs its ids in the calls between them. The agent adds three headers to HTTP and gRPC calls of your app:

| header | contents |
|---|---|
| \`traceparent\` | id of the trace, id of the span, and whether the trace is recorded |
| \`tracestate\` | what a trusted client sent in this header, and with [sampling](sampling.md#weights) the sampling threshold |
| \`baggage\` | what your code or a trusted client has put there; the agent adds nothing |

**HTTP and gRPC calls** carry them to hosts of your own only:

- loopback and private addresses (\`127.0.0.1\`, \`10.…\`, \`172.16.…\` to \`172.31.…\`, \`192.168.…\`, \`::1\`, \`fc00::/7\`),
- names without a dot (\`orders\`), and names that end in \`.localhost\`, \`.local\`, \`.internal\`, \`.test\` or \`.home.arpa\`,
- the domain of the machine, and the domain of the host that the current request was sent to: a request to \`shop.example.com\` makes \`example.com\` and all names below it hosts of your own. Below
  domains of hosting providers (\`herokuapp.com\`, \`vercel.app\` and others), only the very same host.

\`PLAINSIGHT_PROPAGATE_TO\` names further hosts: \`api.partner.example\`, \`*.example.org\`, or \`*\` for all, which get no \`baggage\`. With \`none\`, no call carries the headers.

**Messages carry the trace wherever they go.** \`PLAINSIGHT_PROPAGATE_TO\` does not apply to them, because a broker does not say who will read a message. Every consumer of a queue or topic can read these
ids, a partner's or a managed service's too:

| library | where the trace is |
|---|---|
| \`kafkajs\`, \`amqplib\` (RabbitMQ) | headers of the message: \`traceparent\`, \`tracestate\`, \`baggage\` |
| AWS SDK: SQS and SNS | message attributes of the same names, if the message then has at most 10 |
| AWS SDK: \`Invoke\` of Lambda | \`custom\` in the client context |
| \`bullmq\` | options of the job in Redis: \`traceparent\` only |

**To stop it.** \`OTEL_PROPAGATORS=none\` stops all of this except BullMQ's; \`OTEL_PROPAGATORS=tracecontext\` only the baggage. For one library, list the others in \`PLAINSIGHT_INSTRUMENTATIONS\`
([names](libraries.md)); its calls then have no spans. An app that calls \`propagation.inject()\` of OpenTelemetry decides itself where the result goes.

**Headers that come in** are accepted from loopback, link-local and private addresses (\`PLAINSIGHT_TRUST_TRACEPARENT\`). The request of any other client begins a new trace with a link to theirs; their
\`tracestate\` and \`baggage\` are ignored.

**Responses** have the header \`x-request-id\` (\`PLAINSIGHT_REQUEST_ID_HEADER\`; empty: none): the id that the request came with, else the id of the trace, or of the span in a continued trace.

## Names whose values are removed

The hub removes every attribute, log field and nested value with a secret's name, name and value together. No setting turns this
off. The hub splits names at every character that is not a letter or digit, and at camelCase boundaries; a
rule matches whole parts. ${code('api key')} matches ${code('apiKey')}, ${code('API_KEY')} and ${code('http.request.header.x-api-key')}; ${code('token')} does not match ${code('tokenizer')} or ${code('input_tokens')}.

| part of the name | why |
|---|---|
${deniedTable()}

Two kinds of names are kept although a rule matches: ${list(allowedNames)}, which OpenTelemetry defines and which hold no secret, and names that end in a property of the secret: ${list(harmlessEndings)}
(${code('token_type')}, ${code('password.length')}). Add your own names with \`PLAINSIGHT_DENIED_KEYS\`; the same rules apply.

## Addresses of clients

Removed everywhere, also at the end of a longer name and in any spelling (${code('req.remoteAddress')}, ${code('X-Forwarded-For')}):
${list(clientAddressNames)}.

Removed on server and consumer spans, where the peer is a client: ${list(peerAddressNames)}. On other spans they name a server, and are handled like any other text.

## User agents

A raw user agent (${list(userAgentNames)}) is replaced by its product, major version and operating system: ${code('user_agent.name')},
${code('user_agent.version')}, ${code('user_agent.os.name')}.

\`\`\`
${rawAgent}
→ ${agent.name}, ${agent.version}, ${agent.os}
\`\`\`

## URLs

The hub removes query values, user, password and fragment from URLs (${list(urlNames)}) and queries (${list(queryNames)}), and keeps the names of query parameters.
A nested value has the name of its path: ${code('url')} in ${code('req')} is ${code('req.url')}.

\`\`\`
${rawUrl}
→ ${toUrlWithoutValues(rawUrl)}
\`\`\`

## Texts

The hub searches names of spans and events, status messages, log bodies and severity texts, descriptions of metrics, exception messages, stack traces, names of attributes, and all text attributes,
including those of resources and nested values:

| mark | replaces | example | becomes |
|---|---|---|---|
${scrubTable()}

Four numbers with dots are not always an address. The hub keeps them in attributes whose name ends in ${code('version')}, directly after a ${code('v')}, after a product name
(${code('Chrome/120.0.0.0')}), and as part of more than four numbers. Everywhere else it masks them: it is better to hide a version than to show an address.
SQL statements are searched like any text; \`?\` and \`$1\` stay. The search time is proportional to the length of the text, whatever the text.

\`PLAINSIGHT_SCRUB=false\` turns this search off, but not the rules for denied names, client addresses, user agents and URLs.

The search cannot find names of people, street addresses, your own identifiers, user agents and plain query parameters within a text, or text in byte values. Do not log them, or add their field names to
\`PLAINSIGHT_DENIED_KEYS\`. Names of metrics and scopes, trace state, and numbers are stored unchanged.

## What does not go through the hub

**Another OTLP receiver** (\`OTEL_EXPORTER_OTLP_ENDPOINT\`) gets what the agent records. The agent itself replaces the values of queries in URLs, of database statements, and of secrets by their names (in log lines and errors);
properties of events with such names are dropped. It does **not** search texts for e-mail and IP addresses, card numbers and keys: that is the hub's work. So send to the hub, or to a Collector with the
rules in \`collector/\`.

**Usage events for other places** ([events-to.md](events-to.md), [posthog.md](posthog.md)) and **what goes to Sentry** ([sentry.md](sentry.md)): the agent applies the hub's rules to names and texts, in the app's
process, before anything is sent, written or kept. A raw user agent is removed instead of replaced.

## Metrics

The hub's \`/metrics\` counts removals by kind, never by content.
`
}
