export type StatementKind = 'select' | 'show' | 'describe' | 'exists' | 'explain'

export type CheckedStatement = {
  /**
   * The statement as the engine itself writes it, without its FORMAT: this text was checked, and this one is to be run.
   */
  readonly sql: string
  /** What its FORMAT clause said, not checked yet. */
  readonly format: string | undefined
  readonly kind: StatementKind
  /** Values of the parameters that it names, and of no others. */
  readonly params: Readonly<Record<string, string>>
}
