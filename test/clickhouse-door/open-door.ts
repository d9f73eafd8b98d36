import type { ConfigInput } from '../../src/config/load.ts'
import { createSecret } from '../../src/control/key-secret.ts'
import { openControl } from '../../src/control/open-control.ts'
import type { Scope } from '../../src/control/scopes.ts'
import { type HubInProcess, openHubInProcess } from '../hub/hub-in-process.ts'

/** A key as a program has it. */
export type TestKey = { readonly name: string; readonly secret: string }

export type OpenDoor = HubInProcess & {
  /** `http://127.0.0.1:…` */
  readonly url: string
  readonly port: number
  readonly reader: TestKey
  readonly writer: TestKey
  makeKey(name: string, scopes: readonly Scope[]): TestKey
  revokeKey(name: string): void
  /** Sends a statement as curl would. */
  ask(sql: string, options?: AskOptions): Promise<Response>
  /** The answer's text; fails for an error. */
  text(sql: string, options?: AskOptions): Promise<string>
}

export type AskOptions = {
  readonly key?: TestKey | undefined
  readonly search?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

const toBasic = ({ name, secret }: TestKey): string => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

/** A whole hub with its door open, and a key of each scope. */
export const openTestDoor = async (hub: ConfigInput['hub'] = {}): Promise<OpenDoor> => {
  const opened = await openHubInProcess({ clickhouseDoor: '0', ...hub })
  const door = await opened.openDoor()
  if (!door) throw new Error('no door')
  const useKeys = <T>(use: (keys: ReturnType<typeof openControl>['keys']) => T): T => {
    // As another process does it: `plainsight keys`.
    const control = openControl(opened.dataDir)
    try {
      return use(control.keys)
    } finally {
      control.close()
    }
  }
  const makeKey = (name: string, scopes: readonly Scope[]): TestKey => {
    const secret = createSecret()
    useKeys((keys) => keys.add({ name, scopes, secret }))
    return { name, secret }
  }
  const reader = makeKey('reader', ['read'])
  const writer = makeKey('writer', ['write'])
  const ask: OpenDoor['ask'] = (sql, options = {}) => {
    const key = 'key' in options ? options.key : reader
    const { search = {}, body } = options
    const address = new URL(door.url)
    for (const [name, value] of Object.entries(search)) address.searchParams.set(name, value)
    if (body) address.searchParams.set('query', sql)
    return fetch(address, {
      method: 'POST',
      headers: { ...(key && { authorization: toBasic(key) }), ...options.headers },
      body: body ?? sql,
    })
  }
  return {
    ...opened,
    url: door.url,
    port: Number(new URL(door.url).port),
    reader,
    writer,
    makeKey,
    revokeKey: (name) => useKeys((keys) => keys.revoke(name)),
    ask,
    text: async (sql, options) => {
      const answer = await ask(sql, options)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${answer.status}: ${text}`)
      return text
    },
  }
}
