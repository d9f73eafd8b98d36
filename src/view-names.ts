/**
 * Every view of the page, by the one part that its address has: the page offers them, the hub answers 404 to any other.
 */
export const viewNames = ['requests', 'traces', 'trace', 'logs', 'metrics'] as const

export type ViewName = (typeof viewNames)[number]
