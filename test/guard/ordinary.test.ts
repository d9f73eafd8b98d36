import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Arena, openArena } from './arena.ts'
import { ordinary } from './ordinary.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const params = { a: "it's\\ta", b: '[1,2]', c: '2026-01-01 00:00:00.000' }

for (const [who, statements] of Object.entries(ordinary)) {
  describe(`${who}: what they send passes and answers`, () => {
    test.each(statements)('%s', async (sql) => {
      expect(await arena.ask(sql, { params })).toBeTypeOf('string')
    })
  })
}

describe('an answer', () => {
  test('is one document in each format, however many blocks it has', async () => {
    const sql = "SELECT number AS n, concat('row ', toString(number)) AS s FROM numbers(300000)"
    const { data } = JSON.parse(await arena.ask(`${sql} FORMAT JSON`)) as { data: unknown[] }
    expect(data).toHaveLength(300_000)
    const csv = await arena.ask(`${sql} FORMAT CSVWithNames`)
    expect(csv.trimEnd().split('\n')).toHaveLength(300_001)
    const parquet = await arena.ask(`${sql} FORMAT Parquet`)
    expect([parquet.slice(0, 4), parquet.slice(-4)]).toEqual(['PAR1', 'PAR1'])
    expect((await arena.ask(`${sql} FORMAT Parquet`)).match(/PAR1/g)).toHaveLength(2)
    const arrow = await arena.ask(`${sql} FORMAT Arrow`)
    expect([arrow.slice(0, 6), arrow.slice(-6)]).toEqual(['ARROW1', 'ARROW1'])
  })
  test('of no rows is an empty document', async () => {
    expect(JSON.parse(await arena.ask('SELECT 1 WHERE 0 FORMAT JSON'))).toMatchObject({ rows: 0, data: [] })
    expect(await arena.ask('SELECT 1 WHERE 0 FORMAT CSV')).toBe('')
  })
  test('takes values as the client sent them', async () => {
    expect(await arena.ask('SELECT {a:String}, {b:Array(UInt8)}[2]', { params })).toBe("it\\'s\\ta\t2\n")
  })
  test('names the fault of a wrong statement in the words of the engine', async () => {
    await expect(arena.ask('SELECT nosuch FROM otel_traces')).rejects.toMatchObject({
      code: 'SQL_INVALID',
      message: expect.stringContaining('nosuch'),
      facts: { engine: 47 },
    })
    await expect(arena.ask('SELEC 1')).rejects.toMatchObject({
      code: 'SQL_INVALID',
      message: expect.stringContaining('Syntax error'),
    })
    await expect(arena.ask('SELECT * FROM secre')).rejects.toMatchObject({
      message: expect.not.stringContaining('secret'),
    })
  })
})
