/** Breaks a text between words into lines of this width, the margin included. A word that is longer stands alone. */
export const wrapText = (words: readonly string[], width: number, margin: string): string[] => {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${margin}${word}`)
  }
  return lines
}
