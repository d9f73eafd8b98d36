import type { JSX } from 'preact'
import './evidence.css'

/** Where an exception came from, line by line; frames of Node itself and of packages stand back. */
export const StackTrace = ({ text }: { text: string }): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
  <pre class="stack-trace mono" tabIndex={0}>
    {text.split('\n').map((line, index) => (
      <span key={index} class={/node:|node_modules/.test(line) ? 'faint' : ''}>{`${line}\n`}</span>
    ))}
  </pre>
)
