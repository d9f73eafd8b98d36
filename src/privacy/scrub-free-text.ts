import { redactText } from './redact-text.ts'
import { scrubText } from './text/scrub.ts'

/**
 * Text for a third-party service: without secrets, e-mail and IP addresses, tokens and card numbers. Secrets in code
 * fragments and JSON, which are common in error messages, are found too.
 */
export const scrubFreeText = (text: string): string => scrubText(redactText(text)).text
