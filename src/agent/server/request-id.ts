/** Longest id taken from a client. */
const longest = 128
/** Letters, digits and the marks that ids are made of; nothing that could break a log line, a header or a page. */
const sane = /^[A-Za-z0-9._:=+/@-]+$/

/** The id that a client sent, when it is fit to be logged and answered; else undefined. */
export const parseRequestId = (header: string | undefined): string | undefined =>
  header !== undefined && header.length <= longest && sane.test(header) ? header : undefined
