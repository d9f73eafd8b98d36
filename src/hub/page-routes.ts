import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toFlatAddress } from './deep-address.ts'
import { isPersonVisiting } from './send-error.ts'

/** Where the built page lies, seen from `src/hub` as from `dist/hub`. */
const folder = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url))

/** A person opens an address that may be a view of the page. */
export const isPageVisit = (request: FastifyRequest): boolean =>
  isPersonVisiting(request) && !/^\/(api|v1|assets)\//.test(request.url)

/** Sends the page, which reads its view from the address. A browser asks each time whether it is still the same, so that an update is seen at once. */
const sendPage = (reply: FastifyReply): FastifyReply =>
  existsSync(`${folder}index.html`)
    ? reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { cacheControl: false })
    : reply.type('text/plain').send('The page is not built. Run: npm run build:page\n')

/** Answers a person's visit to any address: the page, or the way to it. */
export const answerVisit = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const flat = toFlatAddress(request.url)
  return flat === undefined ? sendPage(reply) : reply.redirect(flat, 302)
}

/** Serves the page's hashed assets for a year, and its start address. Other views come through the not-found handler. */
export const registerPage = async (app: FastifyInstance): Promise<void> => {
  await app.register(fastifyStatic, {
    root: `${folder}assets`,
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    decorateReply: true,
  })
  app.get('/', async (_request, reply) => sendPage(reply))
}
