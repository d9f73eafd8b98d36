import { channel } from 'node:diagnostics_channel'
import { storage } from '../storage.ts'
import type { MessageSpans } from './channel-spans.ts'

type Spans = MessageSpans<never>

/**
 * Waits for the first event of a tracing channel, and then loads the code that creates spans from its events; `load`
 * must not throw. The start event of each operation is handled here, since Node reads the context of the operation
 * before it publishes. Returns a function that stops this.
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
  // A callback of the app runs in the context of its caller, whichever operation released the connection that it waited
  // for.
  callback.bindStore(storage, (message) =>
    spans === undefined ? storage.getStore() : spans.callerOf(message as never),
  )
  return () => {
    start.unbindStore(storage)
    callback.unbindStore(storage)
  }
}
