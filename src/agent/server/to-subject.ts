import type { Subject } from '../sampling/patterns.ts'
import { toPath } from './encode.ts'
import { lateRoute } from './routes.ts'
import type { ServedRequest, ServerSpan } from './server-span.ts'

/** What rules see of a request that begins. */
export const toSubject = (request: ServedRequest): Subject => ({
  method: request.method,
  path: toPath(request),
  request,
})

/** What rules see of a request that is being served, or was. */
export const subjectOf = (span: ServerSpan): Subject => {
  const { method, request, template } = span
  const path = request === undefined ? span.path : toPath(request)
  return { method, path, route: template?.route ?? span.route ?? lateRoute(span), request }
}
