import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { createMessageSpans, type MessageSpans, traceWork } from './channel-spans.ts'
import { type OperationMessage, operation } from './graphql-channels.ts'
import { warnUnwatched } from './warn-unwatched.ts'

/** Arguments of `execute`; versions before 16 also accept them as positional arguments, in this order. */
type Arguments = { readonly document?: Document; readonly operationName?: string | null }
type Document = NonNullable<OperationMessage['document']> & { readonly definitions?: readonly Definition[] }
type Definition = {
  readonly kind: string
  readonly operation?: string
  readonly name?: { readonly value: string }
}
type Execute = (...args: unknown[]) => unknown

const documentAt = 1
const operationNameAt = 5

/**
 * GraphQL before 17, which publishes nothing: its function `execute` is replaced in the module from which the package
 * itself imports it.
 */
export const create = (context: AgentContext): void => {
  const spans = createMessageSpans(operation, (error) => warnUnwatched(context, 'graphql', error))
  hookModule(context, 'graphql', ({ folder }) => {
    const execution = createRequire(join(folder, 'package.json'))('./execution/execute.js') as { execute: Execute }
    execution.execute = traced(execution.execute, spans)
  })
}

const traced = (execute: Execute, spans: MessageSpans<OperationMessage>): Execute =>
  function (this: unknown, ...args) {
    return traceWork(spans, toMessage(args), () => Reflect.apply(execute, this, args))
  }

const toMessage = (args: readonly unknown[]): OperationMessage => {
  const { document, operationName } = toArguments(args)
  const found = document?.definitions?.find(
    ({ kind, name }) => kind === 'OperationDefinition' && (operationName == null || name?.value === operationName),
  )
  return {
    ...(document && { document }),
    operationName: operationName ?? found?.name?.value,
    operationType: found?.operation,
  }
}

const toArguments = (args: readonly unknown[]): Arguments =>
  args.length > 1
    ? ({ document: args[documentAt], operationName: args[operationNameAt] } as Arguments)
    : ((args[0] ?? {}) as Arguments)
