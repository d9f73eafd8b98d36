/** Names of classes: they tell less than the code of a system error. */
const genericNames: ReadonlySet<string> = new Set(['Error', 'TypeError', 'AggregateError'])

/**
 * An error whose `name` and `code` are what `error.type` should be: stock instrumentations take the name (`Error` of a
 * connection that was refused) or the code (23 of a `DOMException` that timed out) for spans and metrics alike, so the
 * one that tells more is put in its place.
 */
export const toTellingError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { name, message } = error
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string' && code !== '' && genericNames.has(name)) return derive(error, { name: code })
  // The getters of a DOMException answer only for itself.
  return typeof code === 'number' ? derive(error, { name, message, code: undefined }) : error
}

const derive = (error: Error, changes: object): Error =>
  Object.create(error, Object.getOwnPropertyDescriptors(changes)) as Error
