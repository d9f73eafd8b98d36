import type { ErrorCode } from '../errors.ts'

/** The one message from the hub of `plainsight dev` to its parent. */
export type HubMessage =
  | { readonly url: string; readonly grpcPort?: number | undefined }
  | { readonly code: ErrorCode; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly crash: string }
