import http from 'node:http'
import https from 'node:https'
import { shared } from './shared.ts'

/**
 * `http.request` and `https.request` as Node made them, kept before anything is patched: what the agent sends by itself
 * is never traced, and never seen by the app's own patches.
 */
export const nativeRequest: { readonly http: typeof http.request; readonly https: typeof https.request } = shared(
  'native requests',
  () => ({ http: http.request, https: https.request }),
)
