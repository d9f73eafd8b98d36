/** Reads a value from a framework's request; the caller validates the result. */
export type Provide = (request: object) => unknown

/**
 * Where a library stores the user and the session that the app has verified. It only reads: no token is decoded, and no
 * header is used.
 */
export type Preset = {
  readonly name: string
  /** An id, or a record with one. */
  readonly user?: Provide
  /** An id that does not grant access: not the value of the session cookie. */
  readonly session?: Provide
}
