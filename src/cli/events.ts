import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PlainsightError } from '../errors.ts'
import { catalogueMark, type EventCatalogue } from '../event-catalogue/catalogue.ts'
import { toMarkdown } from '../event-catalogue/markdown.ts'
import { ownEvents } from '../event-catalogue/own-events.ts'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { toTable } from './print-table.ts'
import { UsageError } from './usage-error.ts'

/** Loads the catalogues that a module of the project exports. */
const loadCatalogue = async (path: string): Promise<EventCatalogue> => {
  const found = Object.values(await loadModule(path)).flatMap((exported) => {
    const catalogue = (exported as { readonly [catalogueMark]?: EventCatalogue } | undefined)?.[catalogueMark]
    return catalogue === undefined ? [] : [catalogue]
  })
  if (found.length === 0) {
    throw new PlainsightError('EVENT_CATALOGUE_MISSING', { path, reason: 'it exports nothing made by defineEvents()' })
  }
  return Object.assign({}, ...found) as EventCatalogue
}

const loadModule = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PlainsightError('EVENT_CATALOGUE_MISSING', { path, reason }, { cause: error })
  }
}

const toLines = (catalogue: EventCatalogue): string =>
  toTable([
    ['EVENT', 'PROPERTIES', 'WHEN'],
    ...Object.entries(catalogue).map(([name, { description = '', properties = {} }]) => [
      name,
      Object.keys(properties).join(', '),
      description,
    ]),
  ])

export const eventsCommand: Command = {
  name: 'events',
  summary: 'List usage events: ours, or those of a project',
  words: '[module]',
  flags: {
    markdown: { type: 'boolean', description: 'Print a table in Markdown.' },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  examples: [
    ['plainsight events', 'the events that plainsight records'],
    ['plainsight events ./src/events.js', 'those of defineEvents()'],
    ['plainsight events --markdown ./src/events.js', 'for the documentation'],
  ],
  async run(flags, [path, ...rest]) {
    if (rest.length > 0) throw new UsageError('events takes one module', 'See: plainsight events --help')
    const catalogue = path === undefined ? ownEvents : await loadCatalogue(path)
    const print = flags.json
      ? (value: EventCatalogue) => JSON.stringify(value, null, 2)
      : flags.markdown
        ? toMarkdown
        : toLines
    console.log(print(catalogue))
    return exitCodes.ok
  },
}
