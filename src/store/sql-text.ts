/** A string as SQL literal. */
export const toLiteral = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** A name as quoted SQL identifier. */
export const toIdentifier = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``
