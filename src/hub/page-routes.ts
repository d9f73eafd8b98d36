import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptConstraint } from './accept-constraint.ts'
import { isViewAddress, toFlatAddress, wayUp } from './deep-address.ts'
import { isPersonVisiting } from './send-error.ts'

/** Folder of the built page, the same from `src/hub` and from `dist/hub`. */
const folder = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url))

/** Whether a browser opens an address that may be a view of the page. */
export const isPageVisit = (request: FastifyRequest): boolean =>
  isPersonVisiting(request) && !/^\/(api|v1|assets)\//.test(request.url)

const sendNotBuilt = (reply: FastifyReply): FastifyReply =>
  reply.type('text/plain').send('The page is not built. Run: npm run build:page\n')

/**
 * Sends the page, which reads its view from the address. Browsers revalidate it each time, so that an update is seen at
 * once.
 */
const sendPage = (reply: FastifyReply): FastifyReply =>
  existsSync(`${folder}index.html`)
    ? reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { cacheControl: false })
    : sendNotBuilt(reply)

/** Sends the page with status 404, for any path: the `base` makes its relative addresses work at any depth. */
const sendMissingPage = async (url: string, reply: FastifyReply): Promise<FastifyReply> => {
  const html = await readFile(`${folder}index.html`, 'utf8').catch(() => undefined)
  reply.code(404)
  if (html === undefined) return sendNotBuilt(reply)
  const up = wayUp(url.split('?')[0] ?? '')
  return reply.type('text/html; charset=utf-8').send(up ? html.replace('<head>', `<head><base href="${up}">`) : html)
}

/** Answers a browser at any address: with the page, a redirect to it, or the page with status 404. */
export const answerVisit = (request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply> => {
  const { url } = request
  const flat = toFlatAddress(url)
  if (flat !== undefined) return reply.redirect(flat, 302)
  return isViewAddress(url) ? sendPage(reply) : sendMissingPage(url, reply)
}

/**
 * Serves the page's hashed assets for a year, its start address, and the view of metrics. The not-found handler serves
 * the other views.
 */
export const registerPage = async (app: FastifyInstance): Promise<void> => {
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true })
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
    })
    await scope.register(fastifyStatic, {
      root: `${folder}assets`,
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      decorateReply: false,
    })
  })
  const config = { access: 'public', linkable: true } as const
  app.get('/', { config }, async (_request, reply) => sendPage(reply))
  app.addConstraintStrategy(acceptConstraint)
  // Scrapers get `/metrics` as text; this is the same address for browsers.
  app.get('/metrics', { constraints: { accept: 'html' }, config }, async (_request, reply) =>
    sendPage(reply.header('vary', 'accept')),
  )
}
