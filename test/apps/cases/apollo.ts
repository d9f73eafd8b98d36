import type { AppCase } from '../app-case.ts'

const app = `import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer'
import { expressMiddleware } from '@as-integrations/express5'
import express from 'express'
import http from 'node:http'
const typeDefs = 'type Order { id: ID!, total: Int } type Query { order(id: ID!): Order, broken: Int } type Mutation { pay(id: ID!): Boolean }'
const resolvers = {
  Query: {
    order: (_, { id }) => { console.log('order ' + id); return { id, total: 7 } },
    broken: () => { throw new Error('broken') },
  },
  Mutation: { pay: async () => { await new Promise((resolve) => setTimeout(resolve, 5)); console.log('paid'); return true } },
}
const app = express()
const httpServer = http.createServer(app)
const server = new ApolloServer({
  typeDefs,
  resolvers,
  includeStacktraceInErrorResponses: false,
  introspection: true,
  plugins: [ApolloServerPluginDrainHttpServer({ httpServer })],
})
await server.start()
app.use('/graphql', express.json(), expressMiddleware(server))
httpServer.listen(process.env.PORT, '127.0.0.1')`

const json = { 'content-type': 'application/json' }
const query = (text: string, variables?: object): string => JSON.stringify({ query: text, variables })

export const apollo: AppCase = {
  name: 'Apollo Server on Express',
  packages: ['@apollo/server@5.5.1', '@as-integrations/express5@1.1.2', 'express@5.3.0', 'graphql@16.12.0'],
  files: { 'app.mjs': app },
  start: ['app.mjs'],
  requests: [
    {
      path: '/graphql',
      body: query('{ order(id: 7) { id total } }'),
      headers: json,
      status: 200,
      log: 'order 7',
      inner: ['query'],
    },
    {
      path: '/graphql',
      body: query('query One($id: ID!) { order(id: $id) { total } }', { id: '8' }),
      headers: json,
      status: 200,
      log: 'order 8',
      inner: ['query One'],
    },
    {
      path: '/graphql',
      body: query('mutation { pay(id: 1) }'),
      headers: json,
      status: 200,
      log: 'paid',
      inner: ['mutation'],
    },
    { path: '/graphql', body: query('{ broken }'), headers: json, status: 200, inner: ['query'] },
    { path: '/graphql', body: query('{ nothing }'), headers: json, status: 400 },
    { path: '/graphql', body: '{"query":', headers: json, status: 400 },
    {
      path: '/graphql',
      body: query('{ __schema { queryType { name } } }'),
      headers: json,
      status: 200,
      inner: ['query'],
    },
    {
      path: '/graphql?query=%7Border(id%3A9)%7Btotal%7D%7D',
      headers: { 'apollo-require-preflight': '1' },
      status: 200,
      log: 'order 9',
      inner: ['query'],
    },
    { path: '/nowhere', status: 404 },
  ],
}
