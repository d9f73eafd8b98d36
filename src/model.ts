/** The three signals of OTLP, and where each is posted. */
export const signals = ['traces', 'logs', 'metrics'] as const
export type Signal = (typeof signals)[number]

/** What rows tell of: usage events come with the logs of OTLP, and are kept apart from them. */
export type Source = Signal | 'events'
