const encoder = new TextEncoder()

const varintOf = (bytes: Uint8Array): readonly number[] => [bytes.length]

const text = (value: string): number[] => {
  const bytes = encoder.encode(value)
  return [...varintOf(bytes), ...bytes]
}

/** From this revision on, a block says of each column whether it has a custom serialization. */
const customSerialization = 54_454

/** The first query of every connection of clickhouse-go. */
const hello = /^\s*SELECT\s+displayName\(\),\s*version\(\),\s*revision\(\),\s*timezone\(\)$/i

/** Whether this is the first query of clickhouse-go, which reads the answer as blocks of the newest protocol. */
export const isHello = (sql: string, protocol: number): boolean => protocol >= customSerialization && hello.test(sql)

/** Block info: no overflow, no bucket. */
const blockInfo = [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]

const column = (name: string, type: string, value: readonly number[]): number[] => [
  ...text(name),
  ...text(type),
  0,
  ...value,
]

/**
 * The only answer that is not plain Native: with `revision() = 0` in it, clickhouse-go reads everything after it as
 * plain Native, which is what the engine writes for any protocol.
 */
export const toHello = ({ name, version }: { readonly name: string; readonly version: string }): Uint8Array =>
  Uint8Array.from([
    ...blockInfo,
    4,
    1,
    ...column('displayName()', 'String', text(name)),
    ...column('version()', 'String', text(version)),
    ...column('revision()', 'UInt32', [0, 0, 0, 0]),
    ...column('timezone()', 'String', text('UTC')),
  ])
