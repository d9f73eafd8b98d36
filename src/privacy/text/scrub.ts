import { createFindings, type Findings, type ScrubKind, scrubMarks } from './findings.ts'
import { scanText } from './scan.ts'

/** Text without personal data, and the kinds of what was removed, one entry per finding. */
export type Scrubbed = { readonly text: string; readonly kinds: readonly ScrubKind[] }

const marks: Readonly<Record<ScrubKind, Buffer>> = {
  email: Buffer.from(scrubMarks.email),
  ip: Buffer.from(scrubMarks.ip),
  token: Buffer.from(scrubMarks.token),
  card: Buffer.from(scrubMarks.card),
  secret: Buffer.from(scrubMarks.secret),
}

/** The bytes from `start` to `end` with each finding replaced by its mark. */
export const replaceFindings = (bytes: Buffer, start: number, end: number, found: Findings): Buffer => {
  const pieces: Buffer[] = []
  let from = start
  for (let i = 0; i < found.count; i++) {
    pieces.push(bytes.subarray(from, found.starts[i]!), marks[found.kinds[i]!])
    from = found.ends[i]!
  }
  pieces.push(bytes.subarray(from, end))
  return Buffer.concat(pieces)
}

/**
 * Scrubs one text: e-mail and IP addresses, tokens, card numbers, values of denied names written in it. The hub scrubs
 * bytes; this function is for generated documents.
 * @public
 */
export const scrubText = (text: string, options: { readonly addresses?: boolean } = {}): Scrubbed => {
  const bytes = Buffer.from(text)
  const found = createFindings()
  if (scanText(bytes, 0, bytes.length, found, options.addresses ?? true) === 0) return { text, kinds: [] }
  return { text: replaceFindings(bytes, 0, bytes.length, found).toString(), kinds: found.kinds.slice(0, found.count) }
}
