/** A property of a value that may not be an object. */
export const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/**
 * What the app's middleware has stored on a request under a name. Each framework has a place for this: the request
 * itself (Express, Fastify, Hapi) or `res.locals`, `ctx.state` of Koa, `c.var` of Hono, `event.context` of h3. Only
 * properties are read: `get(name)` of Express would read a header, which any client can set.
 */
export const heldBy = (request: object, name: string): unknown => {
  const places = placesOf(request as Readonly<Record<string, unknown>>)
  return places.map((place) => propertyOf(place, name)).find((value) => value !== undefined && value !== null)
}

/**
 * Hono and h3 create a response when `res` is read, so it is not read there; Hapi's `state` contains cookies, so it is
 * not used.
 */
const placesOf = (request: Readonly<Record<string, unknown>>): readonly unknown[] => {
  if ('var' in request) return [request.var]
  if ('context' in request && 'node' in request) return [request.context]
  if (propertyOf(request.request, 'ctx') === request) return [request.state, request]
  return [request, propertyOf(request.res, 'locals')]
}
