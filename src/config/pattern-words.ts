/** Kinds of clients, as `agent:` names them. */
export const agentClasses = ['bot', 'probe', 'browser', 'tool', 'none'] as const

/** Sets of paths with names of their own. */
export const pathSets = ['health', 'static'] as const

const request = String.raw`(?:[A-Z]+ +)?(?:/\S*|route:\S+)`
const agent = `agent:(?:${agentClasses.join('|')})`

/** What requests, spans and events are selected by. */
const patternSource = `(?:${request}|${agent}|span:\\S.*|event:\\S+|${pathSets.join('|')})`

const form = new RegExp(`^${patternSource}$`)

export const isPattern = (text: string): boolean => form.test(text)

/** A pattern of what is known when a trace begins: neither routes nor events. */
export const isEarlyPattern = (text: string): boolean => isPattern(text) && !/(?:^|\s)route:|^event:/.test(text)

export const patternWords = 'patterns such as /path/*, GET /path, route:/items/:id, agent:bot, span:name or event:name'
