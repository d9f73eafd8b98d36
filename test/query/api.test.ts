import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toQuestionPath } from '../../src/query/question.ts'
import { questions } from '../../src/query/questions.ts'
import { type HubInProcess, openHubInProcess } from '../hub/hub-in-process.ts'

describe('the API of the page', () => {
  let hub: HubInProcess
  beforeAll(async () => {
    hub = await openHubInProcess()
  })
  afterAll(() => hub?.close())
  const get = (url: string) => hub.app.inject({ url, headers: { host: 'localhost' } })

  const refusals = [
    ['an unknown parameter', 'services?from=1&to=2&colour=red', /parameter colour is not known; known are from, to/],
    ['a missing parameter', 'services?to=2', /parameter from is missing/],
    ['a word where a number belongs', 'services?from=yesterday&to=2', /parameter from must be integer/],
    ['an empty required parameter', 'runtime-series?from=1&to=2&service=', /parameter service is missing/],
    ['a word that is not among the choices', 'request-table?from=1&to=2&by=colour', /parameter by/],
    ['a range that runs backwards', 'services?from=2&to=1', /parameter to must be later than from/],
    ['a filter without a value', 'metric-series?from=1&to=2&metric=m&kind=gauge&where=a', /parameter where/],
  ] as const
  test.each(refusals)('%s is refused by its name', async (_name, address, message) => {
    const answer = await get(`/api/query/private/${address}`)
    expect(answer.statusCode).toBe(400)
    const { error } = answer.json<{ error: { code: string; message: string; hint: string; requestId: string } }>()
    expect(error.code).toBe('QUERY_INVALID')
    expect(error.message).toMatch(message)
    expect(error.hint).toBe('Fix the parameter named.')
    expect(error.requestId).not.toBe('')
  })

  test('numbers of the address become numbers, one filter becomes a list', async () => {
    const answer = await get('/api/query/private/metric-series?from=1000&to=9000000&metric=m&kind=gauge&where=a=b')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ series: [], groups: 0, exemplars: [] })
  })

  test('what does not exist is answered in the same form', async () => {
    const answer = await get('/api/query/private/nothing')
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  test('a question is private unless everyone may ask it', () => {
    const paths = (['read', 'write', 'public'] as const).map((access) => toQuestionPath({ name: 'visits', access }))
    expect(paths).toEqual(['/query/private/visits', '/query/private/visits', '/query/public/visits'])
    expect(questions.filter(({ access }) => access !== 'read')).toEqual([])
  })

  test('OpenAPI lists every question with its parameters', async () => {
    type Operation = { parameters?: { name: string }[]; security: object[] }
    type Document = { paths: Record<string, Record<string, Operation>> }
    const { paths } = (await get('/api/openapi.json')).json<Document>()
    for (const asked of questions) {
      const operations = paths[`/api${toQuestionPath(asked)}`] ?? {}
      expect(Object.keys(operations)).toEqual(['get'])
      expect((operations.get?.parameters ?? []).map(({ name }) => name).toSorted()).toEqual(
        Object.keys(asked.params.properties).toSorted(),
      )
      expect(operations.get?.security).toEqual([{ bearer: [] }, { signIn: [] }])
    }
  })
})
