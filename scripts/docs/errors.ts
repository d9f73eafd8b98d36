import { errorRegistry } from '../../src/errors.ts'

/** `docs/errors.md`: every error that users can get, in the order of their codes. */
export const toErrorsDoc = (): string => {
  const sections = Object.entries(errorRegistry)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([code, { status, retryAfter, sentence, hint }]) =>
        `### ${code}\n\n${sentence}.\n\n*What to do:* ${hint}\n\nHTTP status ${status}${retryAfter === undefined ? '' : `, with \`Retry-After: ${retryAfter}\``}.`,
    )
  return `# Errors

<!-- Printed from src/errors/ by \`npm run docs\`; edit the tables there. -->

Every error has a stable code, a sentence that says what is wrong, and a hint that says what to do. The command line prints sentence and hint
on stderr (with \`--json\` as one JSON line, \`{"error":{"code","message","hint"}}\`); the hub responds with the HTTP status given here. Words in \`{braces}\` are placeholders.

${sections.join('\n\n')}
`
}
