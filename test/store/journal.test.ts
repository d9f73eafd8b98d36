import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { toRecord } from '../../src/journal/side-file.ts'
import type { RowBlock } from '../../src/row-block.ts'
import type { Store } from '../../src/store/store.ts'
import { toSpanBlock } from './blocks.ts'
import { startClickHouse } from './clickhouse-http.ts'
import { createFolder, until } from './folders.ts'
import { awayStore, countSpans, openTestStore, startJournal } from './rig.ts'

const toSpans = (name: string, count = 10): RowBlock =>
  toSpanBlock(Array.from({ length: count }, (_, index) => ({ spanId: `${name}-${index}`, service: name })))

const filesOf = (folder: string, end: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .map((file) => join(folder, file))

test('What is acknowledged is on disk, reaches the store, and leaves the journal', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const { journal } = await startJournal(join(folder, 'journal'), store)
  await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append(toSpans(`batch-${index}`))))
  expect(
    await until(
      () => countSpans(store),
      (n) => n === 500,
    ),
  ).toBe(500)
  expect(
    await until(
      () => journal.stats(),
      ({ bytes }) => bytes === 0,
    ),
  ).toMatchObject({
    bytes: 0,
    segments: 0,
    oldestMs: 0,
    appended: { rows: 500 },
    inserted: { rows: 500 },
    insertFailures: 0,
  })
  expect(filesOf(join(folder, 'journal'), '.native')).toEqual([])
})

test('A request that is sent again is stored once: at the same time, later, and after a restart', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const first = await startJournal(join(folder, 'journal'), store)
  const block = toSpans('again')
  await Promise.all([first.journal.append(block), first.journal.append(block)])
  await until(
    () => first.journal.stats(),
    ({ bytes }) => bytes === 0,
  )
  await first.journal.append(block)
  expect(first.journal.stats()).toMatchObject({ deduplicated: 2, appended: { rows: 10 } })
  await first.journal.stop()

  const second = await startJournal(join(folder, 'journal'), store)
  await second.journal.append(block)
  await second.journal.append(toSpans('other'))
  await second.journal.stop()
  expect(second.journal.stats()).toMatchObject({ deduplicated: 1, appended: { rows: 10 } })
  expect(await countSpans(store)).toBe(20)
})

test('The same rows of two different requests are both stored', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const { journal } = await startJournal(join(folder, 'journal'), store)
  const spans = [{ spanId: 'same' }]
  await journal.append(toSpanBlock(spans, Buffer.alloc(32, 1)))
  await journal.append(toSpanBlock(spans, Buffer.alloc(32, 2)))
  await journal.stop()
  expect(await countSpans(store)).toBe(2)
})

test('Side files of finished segments go when nobody would send their requests again', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const journalFolder = join(folder, 'journal')
  const { journal } = await startJournal(journalFolder, store, { dedupeMs: 1 })
  await journal.append(toSpans('one'))
  await until(
    () => journal.stats(),
    ({ bytes }) => bytes === 0,
  )
  await journal.append(toSpans('two'))
  await until(
    () => journal.stats(),
    ({ bytes }) => bytes === 0,
  )
  expect(
    await until(
      () => filesOf(journalFolder, '.index').length,
      (n) => n <= 1,
    ),
  ).toBeLessThanOrEqual(1)
})

/** Leaves a journal with acknowledged blocks and no store, as a killed hub does. */
const leaveBehind = async (folder: string, names: readonly string[]): Promise<void> => {
  const { journal } = await startJournal(folder, awayStore, { drainMs: 0, flushMs: 60_000 })
  for (const name of names) await journal.append(toSpans(name))
  await journal.stop()
}

test.each([
  ['half a block and no record', (data: string) => appendFileSync(data, toSpans('torn').bytes.subarray(0, 300))],
  [
    'a block and half a record',
    (data: string, side: string) => {
      appendFileSync(data, toSpans('torn').bytes)
      appendFileSync(side, Buffer.alloc(40, 7))
    },
  ],
  [
    'a record and no block',
    (data: string, side: string) =>
      appendFileSync(
        side,
        toRecord({
          offset: statSync(data).size,
          length: 500,
          rows: 10,
          time: Date.now(),
          checksum: 1,
          digest: Buffer.alloc(28),
          day: 20_000,
        }),
      ),
  ],
] as const)('A torn last write (%s) is cut off, and what was acknowledged goes to the store', async (_name, tear) => {
  const folder = createFolder()
  const journalFolder = join(folder, 'journal')
  await leaveBehind(journalFolder, ['kept-1', 'kept-2'])
  tear(filesOf(journalFolder, '.native')[0]!, filesOf(journalFolder, '.index')[0]!)
  const store = await openTestStore(folder)
  const { log, journal } = await startJournal(journalFolder, store)
  await journal.stop()
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', sentence: expect.stringContaining('incomplete') }),
  )
  expect(await countSpans(store)).toBe(20)
})

test('A segment that was begun and never written leaves nothing', async () => {
  const folder = createFolder()
  const journalFolder = join(folder, 'journal')
  mkdirSync(journalFolder)
  for (const end of ['native', 'index'])
    writeFileSync(join(journalFolder, `1795358231215-e20ce94d3ef6.otel_traces.${end}`), '')
  const { journal } = await startJournal(journalFolder, awayStore)
  expect(journal.stats().segments).toBe(0)
  expect(filesOf(journalFolder, '.native')).toEqual([])
})

test('A block that the disk damaged does not take the others with it', async () => {
  const folder = createFolder()
  const journalFolder = join(folder, 'journal')
  await leaveBehind(journalFolder, ['good-1', 'bad', 'good-2'])
  const [data = ''] = filesOf(journalFolder, '.native')
  const bytes = readFileSync(data)
  bytes[Math.floor(bytes.length / 2)]! ^= 255
  writeFileSync(data, bytes)
  const store = await openTestStore(folder)
  const { log, journal } = await startJournal(journalFolder, store)
  await journal.stop()
  expect(await countSpans(store, "ServiceName LIKE 'good%'")).toBe(20)
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'error', facts: expect.objectContaining({ lostBlocks: 1 }) }),
  )
})

test.each([
  ['an older', 0],
  ['a newer', 99],
])('A journal from %s version is refused with a sentence and left as it is', async (_name, version) => {
  const folder = createFolder()
  await leaveBehind(folder, ['old'])
  const [side = ''] = filesOf(folder, '.index')
  const bytes = readFileSync(side)
  bytes.writeUInt32LE(version, 8)
  writeFileSync(side, bytes)
  const starting = startJournal(folder, awayStore)
  await expect(starting).rejects.toMatchObject({
    code: 'JOURNAL_VERSION',
    message: `The journal in ${folder} has format ${version}; this version reads format 1`,
  })
  expect(readFileSync(side)).toEqual(bytes)
  expect(filesOf(folder, '.native')).toHaveLength(1)
})

test('A full journal refuses with 429 and takes again when the store has caught up', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  let away = true
  const { journal } = await startJournal(
    join(folder, 'journal'),
    { insertFile: (...args) => (away ? awayStore : store).insertFile(...args) },
    { journalMaxBytes: 8_000 },
  )
  await journal.append(toSpans('first', 50))
  await expect(journal.append(toSpans('second', 100))).rejects.toMatchObject({ code: 'JOURNAL_FULL', status: 429 })
  expect(journal.stats()).toMatchObject({ refusedFull: 1 })
  away = false
  await until(
    () => journal.stats(),
    ({ bytes }) => bytes === 0,
  )
  await journal.append(toSpans('second', 100))
  await journal.stop()
  expect(await countSpans(store)).toBe(150)
})

test('The server is away for a while: rows wait, the log says so once, and all of them arrive', async () => {
  const folder = createFolder()
  const server = await startClickHouse(join(folder, 'server'))
  const store = await openTestStore(folder, { url: server.url })
  const { journal, log } = await startJournal(join(folder, 'journal'), store)
  await journal.append(toSpans('before'))
  await until(
    () => journal.stats(),
    ({ bytes }) => bytes === 0,
  )
  await server.stop('SIGKILL')
  for (let index = 0; index < 5; index++) await journal.append(toSpans(`away-${index}`))
  await until(
    () => journal.stats().insertFailures,
    (n) => n >= 3,
  )
  const back = await startClickHouse(join(folder, 'server'), server.port)
  onTestFinished(() => back.stop())
  expect(
    await until(
      () => countSpans(store).catch(() => 0),
      (n) => n === 60,
    ),
  ).toBe(60)
  await until(
    () => log.lines.length,
    (n) => n > 1,
  )
  expect(log.lines.map(({ level, sentence }) => [level, sentence])).toEqual([
    ['error', 'The store accepts no rows; they wait in the journal, and are retried'],
    ['info', 'The store accepts rows again'],
  ])
})

test('A server that comes later than the hub gets its tables and all rows', async () => {
  const folder = createFolder()
  const early = await startClickHouse(join(folder, 'server'))
  await early.stop()
  const store = await openTestStore(folder, { url: early.url })
  const { journal } = await startJournal(join(folder, 'journal'), store)
  await journal.append(toSpans('early'))
  await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  const late = await startClickHouse(join(folder, 'server'), early.port)
  onTestFinished(() => late.stop())
  expect(
    await until(
      () => countSpans(store).catch(() => 0),
      (n) => n === 10,
    ),
  ).toBe(10)
})

test('Rows that the store can never take are kept in a file and hold up nobody else', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const journalFolder = join(folder, 'journal')
  const { journal, log } = await startJournal(journalFolder, store, { journalCommitMs: 50 })
  const odd: RowBlock = { ...toSpans('odd'), bytes: Buffer.from('\x01\x01\x01x\x07Strange\x01a') }
  await Promise.all([journal.append(toSpans('left')), journal.append(odd), journal.append(toSpans('right'))])
  expect(
    await until(
      () => countSpans(store),
      (n) => n === 20,
    ),
  ).toBe(20)
  await until(
    () => journal.stats().bytes,
    (n) => n === 0,
  )
  expect(journal.stats().refusedByStore).toBe(10)
  expect(readFileSync(filesOf(join(journalFolder, 'refused'), '.native')[0]!)).toEqual(odd.bytes)
  expect(log.lines).toMatchObject([
    { level: 'error', sentence: 'The store rejected these rows; they are kept in a file' },
  ])
})

const smallDisk = (): string | undefined => {
  const folder = createFolder()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder])
  if (status !== 0) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return folder
}

test('A full disk refuses with 503, leaves nothing half-written, and mends itself when there is space', async (context) => {
  const disk = smallDisk()
  if (disk === undefined) return context.skip('needs the right to mount a small disk: run as root')
  const store = await openTestStore(createFolder())
  const { journal } = await startJournal(join(disk, 'journal'), store, { flushMs: 60_000 })
  await journal.append(toSpans('first', 100))
  const ballast = join(disk, 'ballast')
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'])
  for (const name of ['second', 'third']) {
    await expect(journal.append(toSpans(name, 1000))).rejects.toMatchObject({
      code: 'JOURNAL_UNWRITABLE',
      status: 503,
      message: expect.stringContaining('ENOSPC'),
    })
  }
  rmSync(ballast)
  await journal.append(toSpans('second', 300))
  await journal.stop()
  expect(journal.stats()).toMatchObject({ refusedUnwritable: 2, bytes: 0 })
  expect(await countSpans(store)).toBe(400)
})

test('A disk that does not confirm a write ends the process: nothing more is acknowledged', async () => {
  const folder = createFolder()
  const onFatal = vi.fn()
  const { journal, log } = await startJournal(folder, awayStore, { onFatal, drainMs: 0 })
  await journal.append(toSpans('confirmed'))
  const handle = await open(join(folder, 'probe'), 'w')
  const prototype = Object.getPrototypeOf(handle) as { datasync(): Promise<void> }
  await handle.close()
  const datasync = vi
    .spyOn(prototype, 'datasync')
    .mockRejectedValue(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }))
  onTestFinished(() => datasync.mockRestore())
  await expect(journal.append(toSpans('unconfirmed'))).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' })
  await expect(journal.append(toSpans('after'))).rejects.toMatchObject({ status: 503 })
  expect(onFatal).toHaveBeenCalledTimes(1)
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'error', sentence: expect.stringContaining('must end') }),
  )
})

test('A second hub on the same folder gets a sentence; a killed one blocks nobody', async () => {
  const folder = createFolder()
  const script = `
    const { openStore } = await import('./src/store/open-store.ts')
    const { createJournal } = await import('./src/journal/journal.ts')
    const log = { info() {}, warn() {}, error() {} }
    const tries = {
      store: () => openStore({ path: process.argv[1] + '/clickhouse' }),
      journal: () => createJournal({ folder: process.argv[1] + '/journal', store: {}, log, flushMs: 50 }).start(),
    }
    for (const [name, open] of Object.entries(tries)) await open().then(() => console.log(name, 'open'), (error) => console.log(name, error.code, error.message))
    process.kill(process.pid, 'SIGKILL')
  `
  const tryBoth = (): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
    }).stdout
  expect(tryBoth()).toBe('store open\njournal open\n')
  const store = await openTestStore(folder)
  await startJournal(join(folder, 'journal'), store)
  expect(tryBoth()).toBe(
    `store STORE_LOCKED The data folder ${folder}/clickhouse is in use by another process\njournal JOURNAL_LOCKED The journal in ${folder}/journal is in use by another process\n`,
  )
})

test('A clean stop leaves nothing when the store keeps up, and says what it leaves when it does not', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const quick = await startJournal(join(folder, 'quick'), store, { flushMs: 60_000 })
  await quick.journal.append(toSpans('quick'))
  await quick.journal.stop()
  expect(await countSpans(store)).toBe(10)
  await expect(quick.journal.append(toSpans('late'))).rejects.toMatchObject({ code: 'HUB_STOPPING' })

  const stuck = await startJournal(join(folder, 'stuck'), awayStore, { drainMs: 300 })
  await stuck.journal.append(toSpans('stuck'))
  const started = performance.now()
  await stuck.journal.stop()
  expect(performance.now() - started).toBeLessThan(5000)
  expect(stuck.log.lines.at(-1)).toMatchObject({
    level: 'warn',
    sentence: expect.stringContaining('stays in the journal'),
  })
  const again = await startJournal(join(folder, 'stuck'), store)
  await again.journal.stop()
  expect(await countSpans(store)).toBe(20)
  expect(again.log.lines[0]?.sentence).toContain('rows of a former process')
})

test('Big segments are finished early, so that one insert stays small', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  let inserts = 0
  const insertFile: Store['insertFile'] = (...insert) => {
    inserts++
    return store.insertFile(...insert)
  }
  const options = { segmentBytes: 20_000, flushMs: 60_000 }
  const { journal } = await startJournal(join(folder, 'journal'), { ...store, insertFile }, options)
  for (let index = 0; index < 20; index++) await journal.append(toSpans(`big-${index}`, 100))
  await journal.stop()
  expect(await countSpans(store)).toBe(2000)
  expect(inserts).toBeGreaterThan(3)
})
