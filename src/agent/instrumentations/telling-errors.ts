/** Generic class names: less specific than the code of a system error. */
const genericNames: ReadonlySet<string> = new Set(['Error', 'TypeError', 'AggregateError'])

/**
 * An error whose `name` and `code` are what `error.type` should be. Stock instrumentations use the name (`Error` for a
 * refused connection) or the code (23 for a `DOMException` of a timeout) for spans and metrics alike, so the less
 * specific one is replaced.
 */
export const toTellingError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { name, message } = error
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string' && code !== '' && genericNames.has(name)) return derive(error, { name: code })
  // The getters of a DOMException work only on the exception itself.
  return typeof code === 'number' ? derive(error, { name, message, code: undefined }) : error
}

const derive = (error: Error, changes: object): Error =>
  Object.create(error, Object.getOwnPropertyDescriptors(changes)) as Error
