import { redactText } from '../../privacy/redact-text.ts'
import { toPath } from '../server/encode.ts'
import type { ServerSpan } from '../server/server-span.ts'

/** The path of a page and its referrer, both without query. */
export type CurrentPage = { readonly path?: string | undefined; readonly referrer?: string | undefined }

/** The page that is requested. */
export const pageOf = (span: ServerSpan | undefined): CurrentPage => {
  if (span === undefined) return {}
  const { request, path } = span
  const { referer } = request?.headers ?? {}
  return {
    path: withoutQuery(request === undefined ? path : toPath(request)),
    referrer: withoutQuery(typeof referer === 'string' ? referer : undefined),
  }
}

/** A path or URL without credentials, query, fragment and secrets. */
export const withoutQuery = (url: string | undefined): string | undefined => {
  if (url === undefined) return undefined
  return redactText(url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1'))
}
