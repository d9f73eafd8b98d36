import { toGlob } from '../glob.ts'
import { type AgentClass, toAgentClass } from './agent-class.ts'
import { isHealthPath, isStaticPath } from './quiet-paths.ts'

/** What patterns are matched against, as far as it is known at the time. */
export type Subject = {
  readonly method?: string | undefined
  /** Without its query. */
  readonly path?: string | undefined
  /** `http.route`, known when a framework has found it. */
  readonly route?: string | undefined
  /** Its headers identify the client. Node builds them when they are read. */
  readonly request?: { readonly headers: Readonly<Record<string, string | string[] | undefined>> } | undefined
  /** Name of a span that begins a trace and is not a request. */
  readonly span?: string | undefined
  /** Name of a usage event. */
  readonly event?: string | undefined
}

/** Whether a pattern of the configuration matches. */
export type Pattern = {
  (subject: Subject): boolean
  /** It depends on the route, which is known late. */
  readonly isLate: boolean
}

const [requestForm, prefixed] = [/^(?:([A-Z]+) +)?(route:)?(\S+)$/, /^(agent|span|event):(.+)$/]

/** Compiles a validated pattern of the configuration. `*` stands for any characters, including slashes. */
export const toPattern = (text: string): Pattern => {
  if (text === 'health') return early(({ path }) => path !== undefined && isHealthPath(path))
  if (text === 'static') return early(({ path }) => path !== undefined && isStaticPath(path))
  const [, kind, rest = ''] = prefixed.exec(text) ?? []
  if (kind === 'agent') return early((subject) => isAgent(subject, rest as AgentClass))
  if (kind === 'span' || kind === 'event') {
    const fits = toGlob(rest)
    return early((subject) => subject[kind] !== undefined && fits(subject[kind]))
  }
  const [, method, route, pattern = ''] = requestForm.exec(text) ?? []
  const fits = toGlob(pattern)
  const part = route === undefined ? 'path' : 'route'
  const matches = (subject: Subject): boolean =>
    subject[part] !== undefined && (method === undefined || method === subject.method) && fits(subject[part])
  return Object.assign(matches, { isLate: part === 'route' })
}

const early = (matches: (subject: Subject) => boolean): Pattern => Object.assign(matches, { isLate: false })

/** Spans and events outside of requests have no client. */
const isAgent = (subject: Subject, wanted: AgentClass): boolean =>
  subject.request !== undefined && toAgentClass(userAgentOf(subject)) === wanted

export const userAgentOf = ({ request }: Subject): string | undefined => {
  const userAgent = request?.headers['user-agent']
  return typeof userAgent === 'string' ? userAgent : undefined
}
