import { toMarkdown } from '../../src/event-catalogue/markdown.ts'
import { ownEvents } from '../../src/event-catalogue/own-events.ts'

/** `docs/events.md`: our events, from their catalogue, and the conventions for all. */
export const toEventsDoc = (): string => `# Usage events

<!-- Printed from src/event-catalogue by \`npm run docs\`; edit the catalogue there, the text in scripts/docs/events.ts. -->

A usage event says that somebody did something: placed an order, used a feature, ran a program. It is an OpenTelemetry event (a log record with an event name) with the ids of the
request, the user and the session that it belongs to. [events-to.md](events-to.md) says where events go: by default to the hub. Pages can post events through your app ([mount.md](mount.md)),
and [sampling.md](sampling.md#usage-events) says how to record those of a share of the users.

\`\`\`js
import { endSession, startSession, trackEvent, trackExecution, trackFeature, trackPageVisit } from 'plainsight'

trackEvent('order.placed', { properties: { total: 12, currency: 'EUR' } })
trackFeature('debugger', { breakpoints: 3 })
trackExecution({ name: 'report.bas', lines: 120, linesExecuted: 4800, durationMs: 830, success: true })
trackPageVisit({ title: 'Prices' })

const session = startSession({ kind: 'editor' })
endSession(session)
\`\`\`

None of these waits, and without a running agent none does anything. Only a wrong event name throws. \`trackExecution({ error })\` takes what was thrown, and records its message.

## Whose event it is

Inside a request an event has the user and the session of the request, once they are known ([users and sessions](getting-started.md#users-and-sessions)). In jobs, on the command line,
and for others than the current user, name them:

\`\`\`js
trackEvent('invoice.sent', { userId: invoice.customerId, properties: { total: invoice.total } })
trackFeature('export', { format: 'csv' }, { userId: 'u7', sessionId: session })
trackExecution({ name: 'nightly', durationMs: 830, success: true, userId: 'u7' })
startSession({ id: job.id, userId: 'u7', kind: 'import' })
\`\`\`

Use ids of your own, not names or e-mail addresses. An id that is an e-mail address is not sent, unless \`PLAINSIGHT_COLLECT_USER\` has \`email\`.

## Sessions

\`startSession({ id, userId, kind })\` returns the id of the session, a new one unless you give it. A request that has no session yet belongs to it from then on. \`endSession(id)\`
records the duration. A session that nobody ends is ended once: after 30 minutes without an event of it (\`PLAINSIGHT_SESSION_TIMEOUT_MS\`), with the time of its last event as its end, or when
the process ends. At most 10,000 are open; beyond that, the least recently active one is ended. Sessions are open in one process: start and end them in the same.

## Events of plainsight

${toMarkdown(ownEvents)}

## Names

A name is \`resource.action\`: a thing and what happened to it, in the past tense. \`order.placed\`, \`project.created\`, \`report.exported\`; not \`placeOrder\`, \`click\` or \`order-12-placed\`.
What varies is a property, not a part of the name. Names have lower-case letters, digits, \`_\` and dots, at least two parts, and up to 120 characters.

## Properties

Properties describe the event with few, short values: \`{ plan: 'pro', seats: 3 }\`. A duration or a size has its unit in its name (\`duration_ms\`). These rules hold for each event; one that
breaks a rule is still recorded, and the agent warns once per rule on stderr.

| rule | an event that breaks it |
|---|---|
| up to 100 values, those in lists and objects included | loses the further ones |
| names of up to 100 characters | loses the property |
| texts of up to 1,000 characters | has them cut |
| lists of up to 50 items | loses the further ones |
| up to 3 levels of objects and lists | loses what is deeper |
| no values under names of secrets, at any depth ([list](privacy.md#names-whose-values-are-removed)) | loses the property |

Do not put personal data into properties: no e-mail addresses, names of people, addresses or free text that people typed.

## Your own catalogue

\`defineEvents()\` declares the events of a project once. TypeScript then refuses unknown names, missing properties, and values of the wrong type:

\`\`\`ts
// events.ts
import { defineEvents } from 'plainsight'

export const events = defineEvents({
  'order.placed': {
    description: 'A customer has paid.',
    properties: {
      total: { type: 'number', description: 'In euros.' },
      plan: ['free', 'pro'],
      coupon: { type: 'string', optional: true },
    },
  },
  'order.cancelled': {},
})

events.track('order.placed', { userId: 'u7', properties: { total: 12, plan: 'pro' } })
events.track('order.cancelled')
\`\`\`

A type is \`'string'\`, \`'number'\`, \`'boolean'\`, or a list of the possible texts. In JavaScript an unknown name throws \`EVENT_NOT_DEFINED\`. \`plainsight events --markdown ./events.ts\`
prints the catalogue as a table like the one above, \`--json\` as JSON; the module is any file that Node can import.
`
