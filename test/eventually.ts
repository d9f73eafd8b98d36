/** Asks again and again until there is something, and fails with its name when there is nothing in time. In ms. */
export const eventually = async <T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  { patience = 30_000, pause = 25 }: { readonly patience?: number; readonly pause?: number } = {},
): Promise<T> => {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    if (Date.now() > deadline) throw new Error(`never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
