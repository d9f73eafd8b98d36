import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createJournal, type Journal } from '../../src/journal/journal.ts'
import type { JournalLog, JournalOptions } from '../../src/journal/journal-options.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'

export type LoggedLine = { readonly level: string; readonly sentence: string; readonly facts: Record<string, unknown> }

/** A log that is read by the test. */
export const createLog = (): JournalLog & { readonly lines: LoggedLine[] } => {
  const lines: LoggedLine[] = []
  const write =
    (level: string) =>
    (facts: object, sentence: string): void => {
      lines.push({ level, sentence, facts: { ...facts } })
    }
  return { lines, info: write('info'), warn: write('warn'), error: write('error') }
}

/** chDB in a folder, closed at the end of the test. */
export const openTestStore = async (folder: string, options: { readonly url?: string } = {}): Promise<Store> => {
  const store = await openStore({ path: join(folder, 'clickhouse'), ...options })
  onTestFinished(() => store.close())
  return store
}

export type Rig = { readonly journal: Journal; readonly log: ReturnType<typeof createLog>; readonly folder: string }

/** A journal in a folder, started, and stopped at the end of the test. */
export const startJournal = async (
  folder: string,
  store: JournalOptions['store'],
  options: Partial<JournalOptions> = {},
): Promise<Rig> => {
  const log = createLog()
  const journal = createJournal({ folder, store, log, flushMs: 50, ...options })
  await journal.start()
  onTestFinished(() => journal.stop())
  return { journal, log, folder }
}

/** A store that is away: every insert fails as if nobody answered. */
export const awayStore: JournalOptions['store'] = {
  insertFile: () => Promise.reject(new Error('connect ECONNREFUSED')),
}

export const countSpans = async (store: Store, where = '1'): Promise<number> => {
  const { rows } = await store.query<{ n: string }>(`SELECT count() AS n FROM otel_traces WHERE ${where}`)
  return Number(rows[0]?.n)
}
