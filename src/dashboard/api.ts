import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Asked } from '../query/question.ts'
import type { questions } from '../query/questions.ts'

/** The page runs the queries that require a sign-in. */
type PrivateQuestion = Extract<Asked<(typeof questions)[number]>, { readonly access: 'read' }>

/** Names, parameters and answers are typed by the schemas that the hub validates with. */
type Questions = { readonly [Q in PrivateQuestion as Q['name']]: Q }
export type QuestionName = keyof Questions
export type ParamsOf<N extends QuestionName> = Questions[N]['params']
export type AnswerOf<N extends QuestionName> = Questions[N]['answer']

/** An error answer of the hub, or the failure to reach it. */
export class ApiError extends Error {
  readonly code: string
  readonly hint: string
  readonly requestId: string

  constructor(parts: { code: string; message: string; hint: string; requestId?: string }) {
    super(parts.message)
    this.name = 'ApiError'
    this.code = parts.code
    this.hint = parts.hint
    this.requestId = parts.requestId ?? ''
  }
}

/**
 * `unknown` until the hub has answered; `open`: it requires no token; `ended`: the sign-in expired or was ended while
 * the page was open.
 */
export type Session = 'unknown' | 'open' | 'signed in' | 'needed' | 'ended'

/** Whether the hub requires a token, and has got it. */
export const session = signal<Session>('unknown')

/** The page shows the sign-in view. */
export const signedOut: ReadonlySignal<boolean> = computed(
  () => session.value === 'needed' || session.value === 'ended',
)

const endSession = (): void => {
  session.value = session.value === 'signed in' ? 'ended' : session.value === 'ended' ? 'ended' : 'needed'
}

/** What was thrown, as an ApiError: a fault of the page itself is shown like one of the hub. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError({ code: 'PAGE', message: String(error), hint: 'Load the page again.' })

/** Set while the hub is unreachable: the page shows it once, above everything. */
export const isHubAway = signal(false)

/** Counts the reconnects to the hub: queries that failed meanwhile are repeated. */
export const returns = signal(0)

/** The error of queries while the hub is unavailable; `isHubAway` recognises it. */
export const unreachableCode = 'HUB_UNREACHABLE'

/** While the hub is unavailable, previous answers stay visible. */
export const keepsShown = (error: unknown, shown: unknown): boolean =>
  shown !== undefined && error instanceof ApiError && error.code === unreachableCode

const unreachable = (): ApiError => {
  isHubAway.value = true
  return new ApiError({
    code: unreachableCode,
    message: 'The hub does not answer',
    hint: 'Check that it runs (plainsight up) and that this address is its own.',
  })
}

/** Looks whether the hub is back. */
export const lookForHub = async (): Promise<void> => {
  const response = await fetch('./healthz').catch(() => undefined)
  if (!response?.ok) return
  isHubAway.value = false
  returns.value++
}

const toApiError = async (response: Response): Promise<ApiError> => {
  const body: unknown = await response.json().catch(() => undefined)
  const error = (body as { error?: { code: string; message: string; hint: string; requestId: string } })?.error
  return new ApiError(
    error ?? { code: String(response.status), message: `The hub answered ${response.status}`, hint: 'Try again.' },
  )
}

const toQuery = (params: object): string => {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(params) as [string, unknown][]) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== '') query.append(key, String(item))
  }
  return query.toString()
}

/** Address of a question, relative to the page. */
export const questionAddress = <N extends QuestionName>(name: N, params: ParamsOf<N>): string =>
  `./api/query/private/${name}?${toQuery(params)}`

/** Fetches from the hub. Throws ApiError; a 401 also opens the sign-in view. */
export const fetchFromHub = async (address: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(address, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw unreachable()
  })
  if (response.status === 401) endSession()
  if (!response.ok) throw await toApiError(response)
  return response
}

/**
 * An embedded store that ended is back within a second or two, so its queries are repeated before an error is
 * shown.
 */
const maxRestartTries = 8
const restartPauseMs = 500

/** Age of the oldest record that the last answer about now lacked, though the hub has it, in ms. */
export const behindMs = signal(0)

/** Asks the hub one question, again while its store restarts. Throws ApiError. */
export const ask = async <N extends QuestionName>(
  name: N,
  params: ParamsOf<N>,
  signal?: AbortSignal,
): Promise<AnswerOf<N>> => {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetchFromHub(questionAddress(name, params), signal ? { signal } : {})
      const behind = response.headers.get('x-plainsight-behind-ms')
      if (behind !== null) behindMs.value = Number(behind)
      return (await response.json()) as AnswerOf<N>
    } catch (error) {
      const isRestarting = error instanceof ApiError && error.code === 'ENGINE_RESTARTING'
      if (!isRestarting || tries === maxRestartTries || signal?.aborted) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, restartPauseMs))
  }
}

/** Asks the hub whether a sign-in is needed, and there. A hub that does not answer changes nothing. */
export const lookAtSession = async (): Promise<void> => {
  const response = await fetch('./api/session', { credentials: 'same-origin' }).catch(() => undefined)
  if (!response?.ok) return
  const { tokenNeeded, signedIn } = (await response.json()) as { tokenNeeded: boolean; signedIn: boolean }
  if (!tokenNeeded) session.value = 'open'
  else if (signedIn) session.value = 'signed in'
  else endSession()
}

/** Signs in: the hub answers with a cookie that scripts cannot read. Throws ApiError. */
export const signIn = async (token: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch('./api/session', {
    method: 'POST',
    credentials: 'same-origin',
    headers,
    body: JSON.stringify({ token }),
  }).catch(() => {
    throw unreachable()
  })
  if (!response.ok) throw await toApiError(response)
  session.value = 'signed in'
}

/** Signs out of this browser. Throws ApiError. */
export const signOut = async (): Promise<void> => {
  await fetchFromHub('./api/session', { method: 'DELETE' })
  session.value = 'needed'
}
