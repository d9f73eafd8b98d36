/** A property of what may be no object. */
export const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/**
 * What middleware of the app has put on a request under a name. Each framework has a place for it: the request itself
 * (Express, Fastify, Hapi) or `res.locals`, `ctx.state` of Koa, `c.var` of Hono, `event.context` of h3. Only properties
 * are read: `get(name)` of Express reads a header, which anyone may send.
 */
export const heldBy = (request: object, name: string): unknown => {
  const places = placesOf(request as Readonly<Record<string, unknown>>)
  return places.map((place) => propertyOf(place, name)).find((value) => value !== undefined && value !== null)
}

/** Hono and h3 make a response when `res` is read, so theirs is not; `state` of Hapi is what came in cookies. */
const placesOf = (request: Readonly<Record<string, unknown>>): readonly unknown[] => {
  if ('var' in request) return [request.var]
  if ('context' in request && 'node' in request) return [request.context]
  if (propertyOf(request.request, 'ctx') === request) return [request.state, request]
  return [request, propertyOf(request.res, 'locals')]
}
