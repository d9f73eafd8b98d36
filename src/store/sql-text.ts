/** A string as SQL literal. */
export const toLiteral = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** Settings as `name = value`, for SET or behind SETTINGS. */
export const toAssignments = (settings: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(settings).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : toLiteral(value)}`)

/** A name as quoted SQL identifier. */
export const toIdentifier = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``
