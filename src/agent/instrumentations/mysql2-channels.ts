import { SpanKind } from '@opentelemetry/api'
import type { ChannelSpans, Message } from './channel-spans.ts'

/** @see https://sidorares.github.io/node-mysql2/docs/documentation/tracing-channels */
type QueryMessage = Message & {
  readonly query?: string
  readonly database?: string
  readonly serverAddress?: string
  readonly serverPort?: number
}

const query: ChannelSpans<QueryMessage> = {
  scope: 'mysql2',
  begin: ({ query: text = '', database, serverAddress, serverPort }) => ({
    // Named after the statement when the span ends, when its values are masked too.
    name: 'SQL',
    options: {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'mysql',
        'db.query.text': text,
        ...(database !== '' && { 'db.namespace': database }),
        'server.address': serverAddress,
        'server.port': serverPort,
      },
    },
  }),
}

/** Code that waits for a connection of a pool continues in the context of its own request. */
const wait: ChannelSpans<Message> = { scope: 'mysql2', begin: () => undefined }

export const channels: Readonly<Record<string, ChannelSpans>> = {
  'mysql2:query': query,
  'mysql2:execute': query,
  'mysql2:pool:connect': wait,
}
