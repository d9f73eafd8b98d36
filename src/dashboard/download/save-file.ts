import { type FileRow, toCsv } from './csv.ts'

export type FileKind = 'csv' | 'json'

const types = { csv: 'text/csv;charset=utf-8', json: 'application/json' } as const

const toText = (rows: readonly FileRow[], kind: FileKind): string =>
  kind === 'csv' ? toCsv(rows) : `${JSON.stringify(rows, null, 2)}\n`

/** `plainsight-routes-2026-12-01T00-35-10Z.csv` */
const toName = (name: string, kind: FileKind): string =>
  `plainsight-${name.replace(/[^\w.-]+/g, '-')}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z.${kind}`

/** Lets the browser save rows as a file. */
export const saveFile = (name: string, kind: FileKind, rows: readonly FileRow[]): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([toText(rows, kind)], { type: types[kind] }))
  link.download = toName(name, kind)
  link.click()
  URL.revokeObjectURL(link.href)
}
