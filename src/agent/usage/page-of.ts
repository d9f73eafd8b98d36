import { redactText } from '../../privacy/redact-text.ts'
import { toPath } from '../server/encode.ts'
import type { ServerSpan } from '../server/server-span.ts'

/** A page by its path and by where its visitor came from, both without query. */
export type CurrentPage = { readonly path?: string | undefined; readonly referrer?: string | undefined }

/** The page that a request asks for. */
export const pageOf = (span: ServerSpan | undefined): CurrentPage => {
  if (span === undefined) return {}
  const { request, path } = span
  const { referer } = request?.headers ?? {}
  return {
    path: withoutQuery(request === undefined ? path : toPath(request)),
    referrer: withoutQuery(typeof referer === 'string' ? referer : undefined),
  }
}

/** A path or URL without user, query and fragment, secrets in it taken out. */
export const withoutQuery = (url: string | undefined): string | undefined => {
  if (url === undefined) return undefined
  return redactText(url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1'))
}
