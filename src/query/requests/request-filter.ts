import { type Static, Type } from 'typebox'
import { rangeFields } from '../time-range.ts'

/** Filters of requests; each is optional. */
export const requestFilterFields = {
  ...rangeFields,
  service: Type.Optional(Type.String({ description: 'Only this service.' })),
  route: Type.Optional(Type.String({ description: 'Only this route; `-` for requests without one.' })),
  method: Type.Optional(Type.String({ description: 'Only this method.' })),
}

const fields = Type.Object(requestFilterFields)
export type RequestFilter = Static<typeof fields>

/** Stands for "no route" in addresses, where an empty value means "any". */
export const noRoute = '-'

/** Values of the conditions in `request-source.ts`; times in milliseconds since 1970. */
export const toRequestParams = ({ from, to, service = '', route = '', method = '' }: RequestFilter) => ({
  from,
  to,
  service,
  route,
  method,
})
