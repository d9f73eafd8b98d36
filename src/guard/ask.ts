/** Asks the engine and gets rows as plain objects. */
export type Ask = <Row>(sql: string, params?: Readonly<Record<string, string>>) => Promise<Row[]>
