/** `dataDir` is `--data-dir` on the command line. */
export const toFlagName = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
