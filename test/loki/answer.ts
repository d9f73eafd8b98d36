/** What is answered to a request: text, or data as Loki's API wraps it. */
export type Answer = { readonly status: number; readonly text?: string; readonly data?: object }
