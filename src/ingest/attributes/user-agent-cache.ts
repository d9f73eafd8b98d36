import { type CoarseUserAgent, toCoarseUserAgent } from '../../privacy/user-agent.ts'

/** User agents whose coarse form is kept: few make most of the traffic. */
const maxUserAgents = 1024
const maxUserAgentLength = 1024

/** Makes the function that turns the user agent at a place in a request into its coarse form. */
export const createUserAgentCache = (): ((bytes: Buffer, start: number, end: number) => CoarseUserAgent) => {
  const known = new Map<string, CoarseUserAgent>()
  return (bytes, start, end) => {
    const raw = bytes.toString('latin1', start, Math.min(end, start + maxUserAgentLength))
    const cached = known.get(raw)
    if (cached !== undefined) return cached
    const agent = toCoarseUserAgent(raw)
    if (known.size >= maxUserAgents) known.clear()
    known.set(raw, agent)
    return agent
  }
}
