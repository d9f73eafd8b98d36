import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const prefix = 'plainsight-answers-'

/**
 * Pipes do not belong in the data folder, where a program that reads all files would wait forever; but there is not
 * always another place.
 */
const makeFolder = (path: string): string => {
  try {
    return mkdtempSync(join(tmpdir(), prefix))
  } catch {
    return mkdtempSync(join(path, prefix))
  }
}

const toNote = (path: string): string => join(path, 'answers.txt')

/**
 * Removes the pipes that a killed hub left. Only a folder of our name is removed, whatever the note says. `path` is the
 * engine's folder.
 */
export const removeOldPipes = (path: string): void => {
  try {
    const folder = readFileSync(toNote(path), 'utf8')
    if (basename(folder).startsWith(prefix) && lstatSync(folder).isDirectory()) rmSync(folder, { recursive: true })
  } catch {
    // No note, or its folder is gone already.
  }
}

/**
 * Makes a folder for pipes. The note that names it lies in the engine's folder, `path`, which this process has for
 * itself.
 */
export const makePipeFolder = (path: string): { readonly path: string; remove(): void } => {
  const folder = makeFolder(path)
  writeFileSync(toNote(path), folder, { mode: 0o600 })
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
