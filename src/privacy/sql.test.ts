import { describe, expect, test } from 'vitest'
import { maskDatabaseMessage, maskSql } from './sql.ts'

describe('a statement loses its values and keeps its shape', () => {
  test.each([
    ['standard', 'SELECT 1', 'SELECT ?', 'SELECT'],
    [
      'standard',
      "select * from orders where email = 'ann@shop.test'",
      'select * from orders where email = ?',
      'SELECT orders',
    ],
    [
      'standard',
      'SELECT * FROM "Order Items" WHERE id = $1',
      'SELECT * FROM "Order Items" WHERE id = $1',
      'SELECT "Order Items"',
    ],
    ['standard', "SELECT 'it''s' AS a, E'it\\'s' b, 'c:\\' c, 'd'", 'SELECT ? AS a, ? b, ? c, ?', 'SELECT'],
    ['standard', "SELECT $$it's$$, $tag$ $$ ' $tag$, x'FF', 1.5e-3, t1.a2", 'SELECT ?, ?, ?, ?, t1.a2', 'SELECT'],
    ['standard', "SELECT 'never ends", 'SELECT ?', 'SELECT'],
    ['standard', "SELECT a -- 'secret'\nFROM b /* secret */ WHERE c", 'SELECT a  \nFROM b   WHERE c', 'SELECT b'],
    [
      'standard',
      'INSERT INTO shop.orders VALUES (1, -2.5, true, null)',
      'INSERT INTO shop.orders VALUES (?, -?, true, null)',
      'INSERT shop.orders',
    ],
    [
      'standard',
      'SELECT * FROM (SELECT * FROM inner_one) x',
      'SELECT * FROM (SELECT * FROM inner_one) x',
      'SELECT inner_one',
    ],
    [
      'standard',
      'CREATE TABLE IF NOT EXISTS orders (a varchar(9))',
      'CREATE TABLE IF NOT EXISTS orders (a varchar(?))',
      'CREATE orders',
    ],
    ['standard', "\n  UPDATE\n\torders SET a='x'", 'UPDATE\n\torders SET a=?', 'UPDATE orders'],
    ['standard', 'BEGIN', 'BEGIN', 'BEGIN'],
    ['standard', "SELECT 'größe' FROM größen", 'SELECT ? FROM größen', 'SELECT größen'],
    ['mysql', 'SELECT "secret", `a"b` FROM `orders` # secret', 'SELECT ?, `a"b` FROM `orders`', 'SELECT orders'],
    ['mysql', "SELECT 'it\\'s', 'b', @a, 0xFF -- secret", 'SELECT ?, ?, @a, ?', 'SELECT'],
    ['mysql', '', '', 'SQL'],
  ] as const)('%s: %s', (dialect, sql, text, summary) => {
    expect(maskSql(sql, dialect)).toEqual({ text, summary })
  })

  test('a long one is cut, and a value that is cut is masked too', () => {
    const { text } = maskSql(`INSERT INTO a VALUES ('${'secret '.repeat(5000)}')`, 'standard')
    expect(text).toBe('INSERT INTO a VALUES (?')
  })
})

describe('what a database says of an error keeps names and loses values', () => {
  test.each([
    ["Duplicate entry 'it's secret' for key 'email'", "Duplicate entry '?'"],
    ["Incorrect integer value: 'secret' for column 'id' at row 1", "Incorrect integer value: '?' at row 1"],
    ["the right syntax to use near ''secret' at line 1", "the right syntax to use near '?' at line 1"],
    ["Table 'shop.orders' doesn't exist", "Table 'shop.orders' doesn't exist"],
    [
      'duplicate key value violates unique constraint "orders_pkey"',
      'duplicate key value violates unique constraint "orders_pkey"',
    ],
    ['invalid input syntax for type integer: "secret"', 'invalid input syntax for type integer: "?"'],
    ['null value in column "email" of relation "orders"', 'null value in column "email" of relation "orders"'],
    ["ERR unknown command 'FOO', with args beginning with: 'secret' ", "ERR unknown command '?' "],
    [
      'E11000 duplicate key error collection: a.b index: c dup key: { c: "secret" }',
      'E11000 duplicate key error collection: a.b index: c dup key: { ? }',
    ],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ])('%s', (message, expected) => {
    expect(maskDatabaseMessage(message)).toBe(expected)
  })
})
