import { redactText } from './redact-text.ts'
import { scrubText } from './text/scrub.ts'

/**
 * Text for a service of someone else: without secrets, e-mail and IP addresses, tokens and card numbers. Secrets in
 * pieces of code and JSON, of which messages of errors are full, are found, too.
 */
export const scrubFreeText = (text: string): string => scrubText(redactText(text)).text
