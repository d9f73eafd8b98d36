/**
 * Text without its case, for every script: by way of capitals, so that `ß` becomes `ss` and the Turkish `ı` an `i`; the
 * final sigma is a sigma, and the dot that `İ` leaves above its small letter goes.
 */
export const foldCase = (text: string): string =>
  text.toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i').replaceAll('ß', 'ss')
