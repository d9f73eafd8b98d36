import { type TObject, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { PlainsightError } from '../errors.ts'

type Entry = Record<string, unknown>

const isArray = (schema: TSchema | undefined): boolean =>
  schema !== undefined && 'type' in schema && schema.type === 'array'

/** A parameter given once is a list of one where the schema wants a list; an empty one counts as not given. */
const toEntry = (schema: TObject, query: Entry): Entry =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [key, isArray(schema.properties[key]) && !Array.isArray(value) ? [value] : value]),
  )

const fail = (reason: string): never => {
  throw new PlainsightError('QUERY_INVALID', { reason })
}

const explain = (schema: TObject, entry: Entry): never => {
  const [first] = Value.Errors(schema, entry)
  if (!first) return fail('it does not match its schema')
  const missing = first.keyword === 'required' ? first.params.requiredProperties[0] : undefined
  if (missing) return fail(`parameter ${missing} is missing`)
  const name = first.instancePath.split('/')[1] ?? ''
  return fail(`parameter ${name} ${first.message}`)
}

/**
 * Parameters of a query string, turned into the types of the schema.
 * Throws QUERY_INVALID that names the parameter which is unknown, missing or wrong.
 */
export const parseParams = (schema: TObject, query: unknown): Entry => {
  const entry = toEntry(schema, query as Entry)
  const unknown = Object.keys(entry).find((key) => !Object.hasOwn(schema.properties, key))
  if (unknown) fail(`parameter ${unknown} is not known; known are ${Object.keys(schema.properties).join(', ')}`)
  const converted = Value.Default(schema, Value.Convert(schema, entry)) as Entry
  if (!Value.Check(schema, converted)) explain(schema, converted)
  if (Number(converted.to) <= Number(converted.from)) fail('parameter to must be later than from')
  return converted
}

/** What an error looks like on the wire. */
export const errorAnswer = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    hint: Type.String(),
    requestId: Type.String(),
  }),
})
