import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const prefix = 'plainsight-answers-'

/** Pipes do not belong among data, where whoever reads all files would wait at one for ever; but there is not always another place. */
const makeFolder = (path: string): string => {
  try {
    return mkdtempSync(join(tmpdir(), prefix))
  } catch {
    return mkdtempSync(join(path, prefix))
  }
}

/** Removes the folder of a hub that was killed. Only a folder of our name is removed, whatever the note says. */
const removeNoted = (note: string): void => {
  try {
    const folder = readFileSync(note, 'utf8')
    if (basename(folder).startsWith(prefix) && lstatSync(folder).isDirectory()) rmSync(folder, { recursive: true })
  } catch {
    // No note, or its folder is gone already.
  }
}

/**
 * Makes a folder for pipes, and removes the one that a killed hub left. `path` is the engine's folder, which this process has for itself; the note
 * that names the folder lies there.
 */
export const makePipeFolder = (path: string): { readonly path: string; remove(): void } => {
  const note = join(path, 'answers.txt')
  removeNoted(note)
  const folder = makeFolder(path)
  writeFileSync(note, folder, { mode: 0o600 })
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
