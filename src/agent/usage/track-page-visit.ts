import { runningAgent } from '../running.ts'
import { withoutQuery } from './page-of.ts'
import { trackOwn, type Who } from './track-own.ts'

/** Facts about a visit. In a request, path and referrer default to those of the request. */
export type PageVisit = Who & {
  readonly path?: string | undefined
  readonly title?: string | undefined
  readonly referrer?: string | undefined
}

/**
 * Records that a server-rendered page was shown, as the event `page.viewed`: `trackPageVisit({ title })`. Queries are
 * removed from path and referrer. Without a running agent nothing happens. Never throws.
 */
export const trackPageVisit = (visit: PageVisit = {}): void =>
  trackOwn('page.viewed', visit, () => {
    const page = runningAgent()?.currentPage?.()
    return {
      'url.path': withoutQuery(visit.path) ?? page?.path,
      'http.request.header.referer': withoutQuery(visit.referrer) ?? page?.referrer,
      title: visit.title,
    }
  })
