import { channel } from 'node:diagnostics_channel'
import { storage } from '../storage.ts'
import type { MessageSpans } from './channel-spans.ts'

type Spans = MessageSpans<never>

/**
 * Waits for the first event of a tracing channel, and loads what makes spans of its events then; `load` must not throw.
 * The first event of each piece of work passes through here, since Node reads what is current within the work before it
 * publishes. Returns how to stop.
 * @see https://nodejs.org/api/diagnostics_channel.html#channelbindstorestore-transform
 */
export const wakeChannel = (name: string, load: () => Spans | undefined): (() => void) => {
  const start = channel(`tracing:${name}:start`)
  const callback = channel(`tracing:${name}:asyncStart`)
  let spans: Spans | undefined
  let asleep = true
  start.bindStore(storage, (message) => {
    if (asleep) {
      asleep = false
      spans = load()
    }
    return spans === undefined ? storage.getStore() : spans.begin(message as never)
  })
  // A callback of the app goes on in the work of its caller, whatever freed the connection that it waited for.
  callback.bindStore(storage, (message) =>
    spans === undefined ? storage.getStore() : spans.callerOf(message as never),
  )
  return () => {
    start.unbindStore(storage)
    callback.unbindStore(storage)
  }
}
