/** What the holder of a key may do: run queries, or send data. */
export const scopes = ['read', 'write'] as const
export type Scope = (typeof scopes)[number]
