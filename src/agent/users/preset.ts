/** Reads something from the request of a framework; what it answers is checked by who calls it. */
export type Provide = (request: object) => unknown

/**
 * Where a library keeps the user and the session that the app has verified. It only reads: no token is decoded here,
 * and nothing is taken from a header.
 */
export type Preset = {
  readonly name: string
  /** An id, or a record with one. */
  readonly user?: Provide
  /** An id that opens nothing: not what the session's cookie holds. */
  readonly session?: Provide
}
