import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, PlainsightError } from '../errors.ts'

/** Body of every error answer of the API. */
type ErrorAnswer = {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly hint: string
    readonly requestId: string
  }
}

/** Any failure as a PlainsightError; other errors become INTERNAL, so that nothing internal leaks. */
const toKnown = (error: unknown): PlainsightError =>
  error instanceof PlainsightError ? error : new PlainsightError('INTERNAL', {}, { cause: error })

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The same for a person whose browser opened the address. */
const toPage = ({ error: { code, message, hint, requestId } }: ErrorAnswer): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(message)}</title></head>
<body>
<h1>${escapeHtml(message)}</h1>
<p>${escapeHtml(hint)}</p>
<p><a href="/">The page of plainsight</a></p>
<p><small>${code}, request ${escapeHtml(requestId)}</small></p>
</body>
</html>
`

/** True for a browser that opens an address, not for a program that fetches data. */
export const isPersonVisiting = (request: FastifyRequest): boolean =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')

/** Answers with code, sentence and hint, as JSON or in a browser as a page, and logs errors of the hub. */
export const answerError = async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const { code, message, hint, status, retryAfter } = toKnown(error)
  const answer: ErrorAnswer = { error: { code, message, hint, requestId: request.id } }
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="plainsight"')
  if (status >= 500) request.log.error({ err: error }, message)
  reply.code(status)
  await (isPersonVisiting(request)
    ? reply.type('text/html; charset=utf-8').send(toPage(answer))
    : reply.type('application/json; charset=utf-8').send(JSON.stringify(answer)))
}
