import type { EventCatalogue, PropertySpec, PropertyType } from './catalogue.ts'

/** A catalogue as a table of Markdown, in its own order. */
export const toMarkdown = (catalogue: EventCatalogue): string =>
  [
    '| event | when | properties |',
    '|---|---|---|',
    ...Object.entries(catalogue).map(([name, { description = '', properties = {} }]) => {
      const listed = Object.entries(properties).map(([property, spec]) => toProperty(property, spec))
      return `| \`${name}\` | ${toCell(description)} | ${listed.join('<br>')} |`
    }),
  ].join('\n')

const toProperty = (name: string, spec: PropertySpec): string => {
  const { type, optional = false, description = '' } = isType(spec) ? { type: spec } : spec
  const kind = typeof type === 'string' ? type : type.map((text) => `\`${text}\``).join(' or ')
  return toCell(`\`${name}\` (${kind}${optional ? ', optional' : ''})${description === '' ? '' : `: ${description}`}`)
}

const isType = (spec: PropertySpec): spec is PropertyType => typeof spec === 'string' || Array.isArray(spec)

const toCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
