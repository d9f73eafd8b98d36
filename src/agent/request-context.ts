/**
 * What a request is known by, for log lines, events and calls. It may outlive its request (in a socket, a timer, a
 * cache), so it holds texts only.
 */
export type RequestContext = {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits: of the innermost span. */
  readonly spanId: string
  /** W3C trace flags: 1 = sampled. */
  readonly traceFlags: number
  /** Undefined outside of a request, or when request ids are off. */
  readonly requestId: string | undefined
  /**
   * Ids of the signed-in user and of the session, once they are known: by `setUser()`, a provider, or as `user.id` and
   * `session.id` on the span of the request.
   */
  userId: string | undefined
  sessionId: string | undefined
}

/** The ids of user and session that are known, under the names that OpenTelemetry gives them. */
export const toWho = ({ userId, sessionId }: Pick<RequestContext, 'userId' | 'sessionId'>): Record<string, string> => ({
  ...(userId !== undefined && { 'user.id': userId }),
  ...(sessionId !== undefined && { 'session.id': sessionId }),
})
