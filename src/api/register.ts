import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import type { Config } from '../config/schema.ts'
import type { QuestionContext } from '../query/question.ts'
import { type AnyQuestion, questions } from '../query/questions.ts'
import type { Store } from '../store/store.ts'
import { errorAnswer, parseParams } from './check-params.ts'
import { asksForNow, type BringIn, createFreshStore } from './fresh-store.ts'
import { registerLogsTail } from './logs-tail.ts'

const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: { title: 'plainsight', description: 'What the page asks; the same schemas check every call.', version: '1' },
    tags: [{ name: 'query', description: 'Questions to traces, logs and metrics.' }],
  },
}

/** How many ms of what was acknowledged last are not in the answer yet; 0 when all of it is. */
const behindHeader = 'x-plainsight-behind-ms'

const registerQuestion = (scope: FastifyInstance, { bringIn, ...context }: ApiContext, asked: AnyQuestion): void => {
  const { name, summary, params, answer } = asked
  const failures = { 400: errorAnswer, 401: errorAnswer, 503: errorAnswer, 504: errorAnswer }
  const schema = { summary, tags: ['query'], querystring: params, response: { 200: answer, ...failures } }
  const config = { access: 'read', cors: true, compress: true } as const
  scope.get(`/query/private/${name}`, { schema, config }, async (request, reply) => {
    const given = request.query as Record<string, unknown>
    if (!asksForNow(given)) return asked.run(context, given)
    const { store, behindMs } = createFreshStore(context.store, bringIn)
    const answered = await asked.run({ ...context, store }, given)
    reply.header(behindHeader, String(behindMs()))
    return answered
  })
}

type ApiContext = QuestionContext & { readonly bringIn: BringIn }

/** Parameters are checked by the schema's own library, and answers go out as they are: `run` is typed by the same schema. */
const useSchemas = (scope: FastifyInstance): void => {
  scope.setValidatorCompiler<TSchema>(({ schema, httpPart }) => (data) => {
    if (httpPart !== 'querystring') return { value: data }
    return { value: parseParams(schema as TObject, data) }
  })
  scope.setSerializerCompiler(() => (data) => JSON.stringify(data))
}

/** What the API needs of the hub. */
export type ApiParts = { readonly store: Store; readonly config: Config; readonly bringIn: BringIn }

/**
 * The API under `/api`: one route per question, `GET /api/query/private/{name}`, and `GET /api/openapi.json`.
 * Who may call, and how errors are answered, is the hub's matter.
 */
export const registerQuestions = async (app: FastifyInstance, { store, config, bringIn }: ApiParts): Promise<void> => {
  const context = { store, timeoutMs: config.hub.queryTimeoutMs, bringIn }
  await app.register(
    async (scope) => {
      useSchemas(scope)
      await scope.register(swagger, openapi)
      for (const asked of questions) registerQuestion(scope, context, asked as unknown as AnyQuestion)
      registerLogsTail(scope, context, bringIn)
      const config = { access: 'read', cors: true, compress: true } as const
      scope.get('/openapi.json', { schema: { hide: true }, config }, (_request, reply) => reply.send(scope.swagger()))
    },
    { prefix: '/api' },
  )
}
