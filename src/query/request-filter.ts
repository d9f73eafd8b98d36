import { type Static, Type } from 'typebox'
import { rangeFields } from './time-range.ts'

/** What narrows requests down; each is taken only when it is given. */
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

/** Conditions on `request_rollup`, in the order of its key; whole minutes, the first one included. */
export const requestConditions = `
  ({service:String} = '' OR service = {service:String})
  AND minute >= toStartOfMinute(toDateTime({from:UInt32})) AND minute < toDateTime({to:UInt32})
  AND ({route:String} = '' OR route = if({route:String} = '${noRoute}', '', {route:String}))
  AND ({method:String} = '' OR method = {method:String})`

/** Values of the conditions. */
export const toRequestParams = ({ from, to, service = '', route = '', method = '' }: RequestFilter) => ({
  from: Math.floor(from / 1000),
  to: Math.ceil(to / 1000),
  service,
  route,
  method,
})
