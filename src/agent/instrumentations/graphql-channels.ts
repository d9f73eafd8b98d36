import { type Span, SpanStatusCode } from '@opentelemetry/api'
import type { ChannelSpans, Message } from './channel-spans.ts'
import { type GraphqlDocument, toGraphqlText } from './graphql-text.ts'

/** @see https://www.graphql-js.org/docs/diagnostics-channel */
export type OperationMessage = Message & {
  readonly document?: GraphqlDocument
  readonly operationName?: string | undefined
  readonly operationType?: string | undefined
}

type GraphqlError = {
  readonly originalError?: unknown
  readonly extensions?: { readonly code?: unknown }
}

/** One span per operation, named after it: `query Orders`. Fields have no spans: a list would have thousands. */
export const operation: ChannelSpans<OperationMessage> = {
  scope: 'graphql',
  begin: ({ document, operationName, operationType }) => ({
    name: [operationType ?? 'GraphQL', operationName].filter(Boolean).join(' '),
    options: {
      attributes: {
        'graphql.operation.type': operationType,
        'graphql.operation.name': operationName,
        'graphql.document': document && toGraphqlText(document),
      },
    },
  }),
  end: (span, { result }) => {
    const errors = (result as { readonly errors?: readonly GraphqlError[] } | undefined)?.errors
    if (errors?.length) addErrors(span, errors)
  },
}

/**
 * An operation that answers with errors has failed, whatever the status of its response. Errors that a resolver threw
 * are recorded in full. Those of GraphQL itself quote the values that they reject, so only their type is recorded.
 */
const addErrors = (span: Span, errors: readonly GraphqlError[]): void => {
  const thrown = errors.map(({ originalError }) => originalError).filter(isOfApp)
  for (const error of thrown) span.recordException(error)
  const type = errors[0]?.extensions?.code ?? thrown[0]?.name ?? own
  span.setAttributes({ 'error.type': String(type), 'graphql.errors': errors.length })
  span.setStatus({ code: SpanStatusCode.ERROR })
}

const own = 'GraphQLError'

const isOfApp = (error: unknown): error is Error => error instanceof Error && error.name !== own

export const channels: Readonly<Record<string, ChannelSpans>> = {
  'graphql:execute': operation,
  'graphql:subscribe': operation,
}
