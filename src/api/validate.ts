import type { FastifyInstance } from 'fastify'
import { type TObject, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { PlainsightError } from '../errors.ts'

type Entry = Record<string, unknown>

const isArray = (schema: TSchema | undefined): boolean =>
  schema !== undefined && 'type' in schema && schema.type === 'array'

/** A single parameter becomes a list where the schema requires one; an empty one counts as not given. */
const toEntry = (schema: TObject, query: Entry): Entry =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [key, isArray(schema.properties[key]) && !Array.isArray(value) ? [value] : value]),
  )

const fail = (reason: string): never => {
  throw new PlainsightError('QUERY_INVALID', { reason })
}

const explain = (schema: TObject, entry: Entry, noun: string): never => {
  const [first] = Value.Errors(schema, entry)
  if (!first) return fail('it does not match its schema')
  const missing = first.keyword === 'required' ? first.params.requiredProperties[0] : undefined
  if (missing) return fail(`${noun} ${missing} is missing`)
  const name = first.instancePath.split('/')[1] ?? ''
  return fail(`${noun} ${name} ${first.message}`)
}

const check = (schema: TObject, entry: Entry, noun: string): Entry => {
  const known = Object.keys(schema.properties)
  const unknown = Object.keys(entry).find((key) => !known.includes(key))
  if (unknown) fail(`${noun} ${unknown} is not known; known are ${known.join(', ')}`)
  if (!Value.Check(schema, entry)) explain(schema, entry, noun)
  if (Number(entry.to) <= Number(entry.from)) fail(`${noun} to must be later than from`)
  return entry
}

/**
 * Parameters of a query string or a path, turned from texts into the types of the schema.
 * @throws PlainsightError `QUERY_INVALID` naming the parameter that is unknown, missing or wrong
 */
export const parseParams = (schema: TObject, given: unknown): Entry => {
  const texts = toEntry(schema, given as Entry)
  return check(schema, Value.Default(schema, Value.Convert(schema, texts)) as Entry, 'parameter')
}

/** A body, whose values have JSON types already. @throws PlainsightError `QUERY_INVALID` */
const parseBody = (schema: TObject, given: unknown): Entry => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fail('the body is not an object')
  return check(schema, Value.Default(schema, given) as Entry, 'field')
}

/**
 * One validator for path, query string and body of every route, by the library that the schemas are written with.
 * Answers are not validated: the code that creates them is typed by the same schemas.
 */
export const useSchemas = (app: FastifyInstance): void => {
  app.setValidatorCompiler<TObject>(({ schema, httpPart }) => (given) => ({
    value: httpPart === 'body' ? parseBody(schema, given) : parseParams(schema, given),
  }))
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
}

/** Schema of an error response. */
export const errorAnswer = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    hint: Type.String(),
    requestId: Type.String(),
  }),
})
