import type { EventCatalogue } from './catalogue.ts'

/** The usage events that functions of plainsight record. */
export const ownEvents = {
  'session.started': {
    description: '`startSession()` was called with an id that is not open.',
    properties: { kind: { type: 'string', optional: true, description: 'What kind of session: as you call it.' } },
  },
  'session.ended': {
    description: 'A session was ended, by `endSession()` or by itself.',
    properties: {
      kind: { type: 'string', optional: true, description: 'As at its start.' },
      duration_ms: {
        type: 'number',
        description: 'From its start to its end, or to its last event when it ended by itself.',
      },
      reason: {
        type: ['ended', 'timeout', 'shutdown', 'limit'],
        description:
          '`ended`: by `endSession()`. `timeout`: no event for 30 minutes. `shutdown`: the process ended. `limit`: 10,000 more recent ones are open.',
      },
    },
  },
  'feature.used': {
    description: '`trackFeature()` was called.',
    properties: { feature: { type: 'string', description: 'Name of the feature. Your own properties follow.' } },
  },
  'program.executed': {
    description: '`trackExecution()` was called: a program, a query, a build or a job has run.',
    properties: {
      program: { type: 'string', optional: true, description: 'Its name.' },
      lines: { type: 'number', optional: true, description: 'Lines that it has.' },
      lines_executed: { type: 'number', optional: true, description: 'Lines that were run.' },
      duration_ms: { type: 'number', optional: true, description: 'Time that it took.' },
      success: { type: 'boolean', optional: true, description: 'Whether it ended well.' },
      error_message: { type: 'string', optional: true, description: 'Why it did not.' },
    },
  },
  'page.viewed': {
    description: '`trackPageVisit()` was called: a page rendered on the server was shown.',
    properties: {
      'url.path': {
        type: 'string',
        optional: true,
        description: 'Path without query; by default that of the request.',
      },
      'http.request.header.referer': {
        type: 'string',
        optional: true,
        description: 'Where the visitor came from, without query; by default that of the request.',
      },
      title: { type: 'string', optional: true, description: 'Title of the page.' },
    },
  },
} as const satisfies EventCatalogue

export type OwnEventName = keyof typeof ownEvents
