import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import type { Config } from '../config/schema.ts'
import type { QuestionContext } from '../query/question.ts'
import { type AnyQuestion, questions } from '../query/questions.ts'
import type { Store } from '../store/store.ts'
import { errorAnswer, parseParams } from './check-params.ts'
import { registerLogsTail } from './logs-tail.ts'

const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: { title: 'plainsight', description: 'What the page asks; the same schemas check every call.', version: '1' },
    tags: [{ name: 'query', description: 'Questions to traces, logs and metrics.' }],
  },
}

const registerQuestion = (scope: FastifyInstance, context: QuestionContext, asked: AnyQuestion): void => {
  const { name, summary, params, answer } = asked
  const failures = { 400: errorAnswer, 401: errorAnswer, 503: errorAnswer, 504: errorAnswer }
  const schema = { summary, tags: ['query'], querystring: params, response: { 200: answer, ...failures } }
  scope.get(`/query/private/${name}`, { schema }, (request) =>
    asked.run(context, request.query as Record<string, unknown>),
  )
}

/** Parameters are checked by the schema's own library, and answers go out as they are: `run` is typed by the same schema. */
const useSchemas = (scope: FastifyInstance): void => {
  scope.setValidatorCompiler<TSchema>(({ schema, httpPart }) => (data) => {
    if (httpPart !== 'querystring') return { value: data }
    return { value: parseParams(schema as TObject, data) }
  })
  scope.setSerializerCompiler(() => (data) => JSON.stringify(data))
}

/** What the API needs of the hub. */
export type ApiParts = { readonly store: Store; readonly config: Config }

/**
 * The API under `/api`: one route per question, `GET /api/query/private/{name}`, and `GET /api/openapi.json`.
 * Who may call, and how errors are answered, is the hub's matter.
 */
export const registerApi = async (app: FastifyInstance, { store, config }: ApiParts): Promise<void> => {
  const context = { store, timeoutMs: config.hub.queryTimeoutMs }
  await app.register(
    async (scope) => {
      useSchemas(scope)
      await scope.register(swagger, openapi)
      for (const asked of questions) registerQuestion(scope, context, asked as unknown as AnyQuestion)
      registerLogsTail(scope, context)
      scope.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(scope.swagger()))
    },
    { prefix: '/api' },
  )
}
