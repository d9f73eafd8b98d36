import type { Mount } from './mount.ts'
import { readFetchBody } from './read-body.ts'

/** What is used of a context that has a request of the Fetch API, as Hono's. */
export type FetchContext = { readonly req: { readonly raw: Request } }

/** Answers such a request, or leaves it to the app. */
export const toFetchAnswer = async (
  { req: { raw } }: FetchContext,
  below: (url: string) => string | undefined,
  mount: Mount,
  next: () => Promise<void>,
): Promise<Response | undefined> => {
  const path = below(new URL(raw.url).pathname)
  if (path === undefined) {
    await next()
    return undefined
  }
  const { status, headers, body } = await mount({
    method: raw.method,
    path,
    header: (name) => raw.headers.get(name) ?? undefined,
    body: (maxBytes) => readFetchBody(raw, maxBytes),
  })
  return new Response(raw.method === 'HEAD' ? null : body, { status, headers })
}
