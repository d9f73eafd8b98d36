export type StatementKind = 'select' | 'show' | 'describe' | 'exists' | 'explain'

export type CheckedStatement = {
  /**
   * The statement in the engine's own form, without its FORMAT: the text that was checked and is to be run.
   */
  readonly sql: string
  /** The format of its FORMAT clause, not checked yet. */
  readonly format: string | undefined
  readonly kind: StatementKind
  /** Values of the parameters that it names, and of no others. */
  readonly params: Readonly<Record<string, string>>
}
