import { expect, test } from 'vitest'
import { PlainsightError } from '../../src/errors.ts'
import type { JournalOptions } from '../../src/journal/journal-options.ts'
import type { Store } from '../../src/store/store.ts'
import type { JournaledTable } from '../../src/tables.ts'
import { toLogBlock, toSpanBlock } from './blocks.ts'
import { createFolder, until } from './folders.ts'
import { awayStore, countSpans, openTestStore, startJournal } from './rig.ts'

const day = 86_400_000
const now = Date.now()

/** Blocks as one request makes them: one for each day, all of one digest. */
const toDays = (name: string, days: number, rows = 3) => {
  const digest = Buffer.alloc(16, name)
  return Array.from({ length: days }, (_, i) =>
    toSpanBlock(
      Array.from({ length: rows }, (_row, row) => ({ spanId: `${name}-${i}-${row}`, time: now - i * day })),
      digest,
    ),
  )
}

/** A store that notes how many days each insert touched. */
const toWatched = (store: Store) => {
  const inserts: { readonly table: JournaledTable; readonly token: string; readonly before: number }[] = []
  const watched: JournalOptions['store'] = {
    insertFile: async (table, path, token) => {
      inserts.push({ table, token, before: inserts.length })
      await store.insertFile(table, path, token)
    },
  }
  return { watched, inserts }
}

const countPartsPerInsert = async (store: Store): Promise<number> => {
  const { rows } = await store.query<{ n: number }>(
    "SELECT toInt32(count()) AS n FROM system.parts WHERE table = 'otel_traces' AND level = 0",
  )
  return rows[0]?.n ?? 0
}

test('rows of many days go in a few days at a time, each once, also after a kill in the middle', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const journalFolder = `${folder}/journal`
  const { watched, inserts } = toWatched(store)
  let left = 4
  const dying: JournalOptions['store'] = {
    insertFile: async (table, path, token) => {
      if (left-- <= 0) throw new Error('killed')
      await watched.insertFile(table, path, token)
    },
  }
  const first = await startJournal(journalFolder, dying, { drainMs: 300 })
  await Promise.all(toDays('wide', 30).map((block) => first.journal.append(block)))
  await until(
    () => first.journal.stats().insertFailures,
    (n) => n > 0,
  )
  expect(inserts).toHaveLength(4)
  await first.journal.stop()

  const second = await startJournal(journalFolder, watched)
  await until(
    () => second.journal.stats().bytes,
    (n) => n === 0,
  )
  expect(await countSpans(store)).toBe(90)
  // Ten inserts of three days each; the first four were tried twice.
  expect(new Set(inserts.map(({ token }) => token)).size).toBe(10)
  expect(inserts).toHaveLength(14)
  expect(await countPartsPerInsert(store)).toBeLessThanOrEqual(30)
})

test('a request of many days that is sent again is stored once, also after a restart', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const blocks = toDays('again', 8)
  const first = await startJournal(`${folder}/journal`, store)
  for (const block of [...blocks, ...blocks]) await first.journal.append(block)
  expect(first.journal.stats()).toMatchObject({ deduplicated: 8, appended: { rows: 24 } })
  await first.journal.stop()
  const second = await startJournal(`${folder}/journal`, store)
  for (const block of blocks) await second.journal.append(block)
  await second.journal.stop()
  expect(second.journal.stats()).toMatchObject({ deduplicated: 8, appended: { rows: 0 } })
  expect(await countSpans(store)).toBe(24)
})

test('one block of many days that the store refuses takes no other with it', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const { journal, log } = await startJournal(`${folder}/journal`, store)
  const [odd, ...rest] = toDays('odd', 8)
  const broken = { ...odd!, bytes: Buffer.from('\x01\x05\x01x\x06String\x01a') }
  await Promise.all([broken, ...rest].map((block) => journal.append(block)))
  await until(
    () => journal.stats().bytes,
    (n) => n === 0,
  )
  expect(await countSpans(store)).toBe(21)
  expect(journal.stats().refusedByStore).toBe(3)
  expect(log.lines).toMatchObject([{ level: 'error', facts: { table: 'otel_traces' } }])
})

test('a table whose inserts hang or fail holds up no other', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const hanging = Promise.withResolvers<void>()
  const troubled: JournalOptions['store'] = {
    insertFile: async (table, path, token) => {
      if (table === 'otel_logs') await hanging.promise
      if (table === 'otel_metrics_sum') return awayStore.insertFile(table, path, token)
      await store.insertFile(table, path, token)
    },
  }
  const { journal } = await startJournal(`${folder}/journal`, troubled, { drainMs: 100 })
  await journal.append(toLogBlock(['waits']))
  await journal.append({ ...toLogBlock(['fails']), table: 'otel_metrics_sum' })
  await until(
    () => journal.stats().insertFailures,
    (n) => n > 0,
  )
  await journal.append(toDays('goes on', 1)[0]!)
  expect(
    await until(
      () => countSpans(store),
      (n) => n === 3,
    ),
  ).toBe(3)
  hanging.reject(new PlainsightError('STORE_UNAVAILABLE', { reason: 'over' }))
})
