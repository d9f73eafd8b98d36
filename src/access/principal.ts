import { type Scope, scopes } from '../control/scopes.ts'

/** Who may use something: everyone, or principals with a scope. */
export type AccessRule = 'public' | Scope

/** A program with a key. */
export type KeyHolder = { readonly kind: 'key'; readonly name: string; readonly scopes: readonly Scope[] }

/** The principal of a request, and what it may do. */
export type Principal =
  | { readonly kind: 'anonymous' | 'anyone' | 'token'; readonly scopes: readonly Scope[] }
  | KeyHolder

/** A client without credentials. */
export const anonymous: Principal = { kind: 'anonymous', scopes: [] }

/** Anyone who reaches a hub without a token, which listens on loopback only. */
export const anyone: Principal = { kind: 'anyone', scopes }

/** Has the hub's token, or a sign-in that was made with it. */
export const tokenHolder: Principal = { kind: 'token', scopes }
