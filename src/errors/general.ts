import type { ErrorEntry } from './entry.ts'

/** Errors that belong to no part alone. */
export const generalErrors = {
  CONFIG_INVALID: {
    status: 500,
    sentence: 'The configuration is invalid: {faults}',
    hint: 'Fix the settings listed; `plainsight env` shows each with its source.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: '{what} does not exist',
    hint: 'Check the address; data older than its retention is deleted.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Something went wrong inside the hub',
    hint: "The hub's log has the reason, with this request id.",
  },
} as const satisfies Record<string, ErrorEntry>
