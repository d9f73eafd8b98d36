import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import type { LogFileSettings } from './logger-settings.ts'

const msPerDay = 86_400_000

/**
 * Opens a file that is rotated at its maximum size and at midnight: it is renamed to `app-2026-11-22.1.jsonl`, and a
 * new one is created. Renamed files older than `maxDays` are removed.
 */
export const openRotatingStream = (settings: LogFileSettings): RotatingFileStream => {
  const { dir, name, extension } = toParts(settings.path)
  mkdirSync(dir, { recursive: true })
  const stream = createStream((time, index) => toFileName(name, extension, time, index), {
    path: dir,
    size: toFileSize(settings.maxSize),
    interval: '1d',
  })
  stream.on('rotated', () => removeOldFiles(dir, name, extension, settings.maxDays))
  return stream
}

const toParts = (path: string): { readonly dir: string; readonly name: string; readonly extension: string } => {
  const extension = extname(path)
  return { dir: dirname(path), name: basename(path, extension), extension }
}

const toFileName = (name: string, extension: string, time: number | Date | null, index?: number): string =>
  time ? `${name}-${new Date(time).toISOString().slice(0, 10)}.${index ?? 1}${extension}` : `${name}${extension}`

/** `50M`; an invalid value becomes the default. */
const toFileSize = (text: string): `${number}K` | `${number}M` | `${number}G` => {
  const [, number, unit] = /^(\d+)\s*([KMG])B?$/i.exec(text.trim()) ?? ['', '50', 'M']
  return `${Number(number)}${unit!.toUpperCase() as 'K' | 'M' | 'G'}`
}

const removeOldFiles = (dir: string, name: string, extension: string, maxDays: number): void => {
  const oldest = Date.now() - maxDays * msPerDay
  try {
    for (const file of readdirSync(dir)) {
      if (!isRotated(file, name, extension)) continue
      const path = join(dir, file)
      if (statSync(path).mtimeMs < oldest) unlinkSync(path)
    }
  } catch {
    // Another process may have removed it first; the next rotation tries again.
  }
}

const isRotated = (file: string, name: string, extension: string): boolean =>
  file.startsWith(`${name}-`) &&
  file.endsWith(extension) &&
  /^\d{4}-\d\d-\d\d\.\d+$/.test(file.slice(name.length + 1, file.length - extension.length))
