import { subscribe } from 'node:diagnostics_channel'
import { format } from 'node:util'
import { redactText } from '../../privacy/redact-text.ts'
import { redactValue } from '../../privacy/redact-value.ts'
import { toEpoch } from '../clock.ts'
import type { AgentContext } from '../context.ts'
import { currentRequest } from '../current-request.ts'
import type { EmitLog } from './log-record.ts'
import { isQuiet } from './quiet.ts'
import { type Severity, toNamedSeverity } from './severity.ts'

const scope = { name: 'console' }
const methods = ['debug', 'log', 'info', 'warn', 'error'] as const

/**
 * Sends what is written with `console`. Node publishes each call, so the console is not patched. `console.trace`
 * arrives as `error`, `console.table` and `console.group` as `log`: that is how Node writes them.
 * @see https://nodejs.org/api/diagnostics_channel.html#console
 */
export const captureConsole = (_context: AgentContext, emit: EmitLog): void => {
  for (const method of methods) {
    const severity = method === 'log' ? { number: 9, text: 'info' } : toNamedSeverity(method)
    subscribe(`console.${method}`, (args) => send(emit, severity, args as readonly unknown[]))
  }
}

const send = (emit: EmitLog, severity: Severity, args: readonly unknown[]): void => {
  if (isQuiet(args[0])) return
  try {
    emit({
      scope,
      time: toEpoch(performance.now()),
      severity,
      body: toBody(args),
      ids: currentRequest(),
      ...toFields(args),
    })
  } catch {
    // An argument that cannot be formatted throws in the app's own call as well, so the app sees that error.
  }
}

/**
 * Formatted as the console does; if the text contains a secret, formatted again without the values of denied names, at
 * any depth.
 */
const toBody = (args: readonly unknown[]): string => {
  if (args.length === 1 && typeof args[0] === 'string') return args[0]
  const text = format(...args)
  return redactText(text) === text ? text : format(...args.map(withoutSecrets))
}

const withoutSecrets = (arg: unknown): unknown => (arg instanceof Error ? arg : redactValue(arg))

const toFields = (args: readonly unknown[]): { fields?: object } => {
  const err = args.find((arg) => arg instanceof Error)
  return err === undefined ? {} : { fields: { err } }
}
