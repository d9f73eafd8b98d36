import type { ErrorCode } from '../errors.ts'

/** What the hub of `plainsight dev` tells its parent, once. */
export type HubMessage =
  | { readonly url: string; readonly grpcPort?: number | undefined }
  | { readonly code: ErrorCode; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly crash: string }
