import type { Client, ExpectedSpan } from './client-app.ts'

const toOperation = (name: string, document: string, attributes: object = {}): ExpectedSpan => ({
  name,
  kind: 1,
  attributes: { 'graphql.document': document, ...attributes },
})

const orders: Omit<Client, 'name'> = {
  isThere: true,
  imports: { '* as graphql': 'graphql' },
  setup: `
    const { buildSchema, execute, parse, validate } = graphql
    const schema = buildSchema('type Order { id: ID!, total: Int } type Query { orders(email: String): [Order], broken: Int }')
    const rootValue = {
      orders: async () => Array.from({ length: 1000 }, (_, id) => ({ id, total: async () => id })),
      broken: () => { throw new Error('no stock') },
    }
    const ask = async (source, variableValues, operationName) => {
      const document = parse(source)
      validate(schema, document)
      return await execute({ schema, document, rootValue, variableValues, operationName })
    }`,
  work: `
    const { data } = await ask('query Orders($email: String) { orders(email: $email) { id total } } # canary-comment', { email: 'canary-variable' })
    await ask('{ orders(email: "canary-literal") { id } }')
    await ask('query Wrong($email: String) { orders(email: $email) { id } }', { email: ['canary-refused'] })
    await ask('query One { orders { id } } query Broken { broken }', {}, 'Broken')
    return data.orders.length`,
  answer: 1000,
  spans: [
    toOperation('query Orders', 'query Orders($email: String) { orders(email: $email) { id total } }', {
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Orders',
    }),
    toOperation('query', '{ orders(email: ?) { id } }'),
    {
      ...toOperation('query Wrong', 'query Wrong($email: String) { orders(email: $email) { id } }', {
        'error.type': 'GraphQLError',
        'graphql.errors': 1,
      }),
      error: /^$/,
    },
    {
      ...toOperation('query Broken', 'query One { orders { id } } query Broken { broken }', { 'error.type': 'Error' }),
      error: /^$/,
    },
  ],
}

export const graphqlClients: readonly Client[] = [
  { ...orders, name: 'graphql' },
  { ...orders, name: 'graphql before 17', packages: { graphql: 'graphql16' } },
]
