import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { toQuestionPath } from '../query/question.ts'
import { type AnyQuestion, questions } from '../query/questions.ts'
import { registerLogsTail } from './logs-tail.ts'
import { type CreateContext, createContexts, type QuestionParts } from './question-context.ts'
import { errorAnswer } from './validate.ts'

const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: {
      title: 'plainsight',
      description: 'The queries of the page; the same schemas validate every call.',
      version: '1',
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of the hub, or the secret of a key.' },
        signIn: { type: 'apiKey', in: 'cookie', name: 'plainsight_session', description: 'Sign-in of the page.' },
      },
    },
    tags: [{ name: 'query', description: 'Questions to traces, logs and metrics.' }],
  },
}

/** Age of the oldest acknowledged row that the answer does not include, in ms; 0 if it includes all. */
const behindHeader = 'x-plainsight-behind-ms'

const registerQuestion = (scope: FastifyInstance, createContext: CreateContext, asked: AnyQuestion): void => {
  const { summary, access, params, answer } = asked
  const failures = { 400: errorAnswer, 401: errorAnswer, 403: errorAnswer, 503: errorAnswer, 504: errorAnswer }
  const security = access === 'public' ? [] : [{ bearer: [] }, { signIn: [] }]
  const schema = { summary, tags: ['query'], security, querystring: params, response: { 200: answer, ...failures } }
  const config = { access, cors: true, compress: true }
  scope.get(toQuestionPath(asked), { schema, config }, async (request, reply) => {
    const given = request.query as Record<string, unknown>
    const { context, behindMs } = createContext(request.principal, given)
    const answered = await asked.run(context, given)
    const behind = behindMs()
    if (behind !== undefined) reply.header(behindHeader, String(behind))
    return answered
  })
}

/**
 * The API under `/api`: one route per question, `GET /api/query/private/{name}`, or `/public/` for those that everyone
 * may run, and `GET /api/openapi.json`. The hub decides who may call it and how errors are answered.
 */
export const registerQuestions = async (app: FastifyInstance, parts: QuestionParts): Promise<void> => {
  const createContext = createContexts(parts)
  await app.register(
    async (scope) => {
      await scope.register(swagger, openapi)
      for (const asked of questions) registerQuestion(scope, createContext, asked as unknown as AnyQuestion)
      registerLogsTail(scope, createContext)
      const config = { access: 'read', cors: true, compress: true } as const
      scope.get('/openapi.json', { schema: { hide: true }, config }, (_request, reply) => reply.send(scope.swagger()))
    },
    { prefix: '/api' },
  )
}
