import type { LogLine } from './log-line.ts'

/** The text after the type in the first line of a stack trace. */
const messageOf = (stack: string | undefined, type: string): string => {
  const [first = ''] = stack?.split('\n', 1) ?? []
  return type && first.startsWith(`${type}: `) ? first.slice(type.length + 2) : first
}

/** Type and message of the exception of a line, as far as its text does not say them already. */
export const exceptionText = ({ body, attributes }: Pick<LogLine, 'body' | 'attributes'>): string => {
  const type = attributes['exception.type'] ?? ''
  const message = attributes['exception.message'] ?? messageOf(attributes['exception.stacktrace'], type)
  return [type, message].filter((part) => part !== '' && !body.includes(part)).join(': ')
}
