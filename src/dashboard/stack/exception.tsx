import type { JSX } from 'preact'
import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { LongText } from '../components/long-text.tsx'
import { StackTrace } from './stack-trace.tsx'
import './exception.css'

type ExceptionProps = {
  /** Attributes of an event or a log record. */
  readonly attributes: Readonly<Record<string, string>>
  /** What is marked in the message. */
  readonly marks?: RegExp | undefined
}

/** The stack without the first lines that repeat type and message. */
const withoutHead = (stack: string, type: string, message: string): string => {
  const head = [`${type}: ${message}`, type, message].find((each) => each !== '' && stack.startsWith(`${each}\n`))
  return head === undefined ? stack : stack.slice(head.length + 1)
}

/** An exception: its type, message and stack trace. */
export const Exception = ({ attributes, marks }: ExceptionProps): JSX.Element => {
  const { 'exception.type': type = '', 'exception.message': message = '', 'exception.stacktrace': stack } = attributes
  return (
    <section class="exception" aria-label="Exception">
      <h3>
        <Icon name="warning" size={14} />
        <bdi>{type || 'Exception'}</bdi>
      </h3>
      {message && (
        <p>
          <LongText text={message} limit={2000} marks={marks} />
        </p>
      )}
      {stack && <StackTrace text={withoutHead(stack, type, message)} />}
      <CopyButton text={stack ?? `${type}: ${message}`} label="Copy the exception" />
    </section>
  )
}
