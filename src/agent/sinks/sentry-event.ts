import type { ErrorEvent, Exception, StackFrame } from '@sentry/node'
import { isDeniedKey } from '../../privacy/denied-keys.ts'
import { scrubFreeText } from '../../privacy/scrub-free-text.ts'

/**
 * The fields of an event that are sent; everything else that the library or the app attaches is removed: the request
 * with its headers, cookies and body, addresses, breadcrumbs, local variables, lines of source code. Texts are
 * scrubbed.
 */
export const toSentEvent = (event: ErrorEvent, error: unknown): ErrorEvent => {
  const { contexts, debug_meta: debugMeta, exception, tags, user } = event
  return {
    ...pick(event, ['event_id', 'timestamp', 'platform', 'level', 'environment', 'release', 'transaction']),
    ...(tags && { tags: toSentTags(tags) }),
    ...(event.sdk && { sdk: event.sdk }),
    ...(user?.id !== undefined && { user: { id: scrubFreeText(String(user.id)) } }),
    contexts: {
      ...(contexts?.trace && { trace: pick(contexts.trace, ['trace_id', 'span_id']) }),
      ...(contexts?.runtime && { runtime: pick(contexts.runtime, ['name', 'version']) }),
    },
    ...(debugMeta && { debug_meta: debugMeta }),
    exception: { values: (exception?.values ?? []).map(error instanceof Error ? toSentException : withoutStack) },
    type: undefined,
  } as ErrorEvent
}

/** What the code of the app has set with `Sentry.setTag()`. */
const toSentTags = (tags: NonNullable<ErrorEvent['tags']>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags)
      .filter(([name, value]) => value !== undefined && value !== null && !isDeniedKey(name))
      .map(([name, value]) => [scrubFreeText(name), scrubFreeText(String(value))]),
  )

const toSentException = ({ type, value, mechanism, stacktrace }: Exception): Exception => ({
  ...(type !== undefined && { type: scrubFreeText(type) }),
  ...(value !== undefined && { value: scrubFreeText(value) }),
  ...(mechanism && {
    mechanism: pick(mechanism, ['type', 'handled', 'exception_id', 'parent_id', 'is_exception_group']),
  }),
  ...(stacktrace?.frames && { stacktrace: { frames: stacktrace.frames.map(toSentFrame) } }),
})

/** A thrown value that is not an error has no stack: the stack of the event is that of our own code. */
const withoutStack = ({ stacktrace: _, ...exception }: Exception): Exception => toSentException(exception)

const toSentFrame = (frame: StackFrame): StackFrame => ({
  ...pick(frame, ['module', 'lineno', 'colno', 'in_app']),
  ...(frame.filename !== undefined && { filename: scrubFreeText(frame.filename) }),
  ...(frame.function !== undefined && { function: scrubFreeText(frame.function) }),
})

const pick = <T extends object, K extends keyof T>(value: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(
    names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]),
  ) as unknown as Pick<T, K>
