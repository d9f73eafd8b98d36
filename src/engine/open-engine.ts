import { PlainsightError } from '../errors.ts'
import { lockFolder } from '../folder-lock.ts'
import { type EngineSession, loadEngine } from './engine-path.ts'
import { toConnectionArgs } from './engine-settings.ts'
import { repairDeduplication } from './repair-deduplication.ts'
import type { RunMessage } from './wire.ts'

export type EngineFolder = {
  /** Folder of the engine's data, which must exist. */
  readonly path: string
  /** Run once, before anything else. */
  readonly setup: string
  /** Run at the start of each session. */
  readonly preparation: string
  /** Memory of the whole engine, in bytes; statements beyond it fail. */
  readonly memoryBytes: number
  readonly userDataDir?: string | undefined
}

export type EngineAnswer = { readonly bytes: Uint8Array; readonly rows: number; readonly rowBytes: number }

export type OpenEngine = {
  run(message: RunMessage): Promise<EngineAnswer>
  closeSession(name: string): void
}

/** A killed hub may have left its engine behind, which ends within moments. */
const orphanMs = 5_000

type Lane = {
  readonly session: EngineSession
  readonly prepared: Promise<unknown>
  tail: Promise<unknown>
  isClosed: boolean
}

/**
 * Opens chDB in this process. The engine holds its own lock in addition to the hub's, so that no second engine opens
 * the folder while one still runs.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_ENGINE_UNLOADABLE`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 */
export const openEngine = async (folder: EngineFolder): Promise<OpenEngine> => {
  const engine = loadEngine(folder.userDataDir)
  await lockFolder(folder.path, 'STORE_LOCKED', { file: 'engine.lock', waitMs: orphanMs })
  repairDeduplication(folder.path)
  const connectionArgs = toConnectionArgs(folder.path, folder.memoryBytes)
  const lanes = new Map<string, Lane>()

  const openSession = (): EngineSession => {
    try {
      return new engine.Session(folder.path, { connectionArgs })
    } catch (error) {
      throw new PlainsightError('STORE_UNAVAILABLE', { reason: String(error).slice(0, 300) }, { cause: error })
    }
  }

  const openLane = (name: string): Lane => {
    const session = openSession()
    const prepared = session.queryAsync(folder.preparation, { format: 'Null' })
    prepared.catch(() => undefined)
    const lane = { session, prepared, tail: Promise.resolve(), isClosed: false }
    lanes.set(name, lane)
    return lane
  }

  const closeSession = (name: string): void => {
    const lane = lanes.get(name)
    if (lane === undefined) return
    lanes.delete(name)
    lane.isClosed = true
    void lane.tail.finally(() => lane.session.close())
  }

  const runAll = async (lane: Lane, { statements, format }: RunMessage): Promise<EngineAnswer> => {
    const queryUnlessClosed = (statement: string, as: string) => {
      if (lane.isClosed) throw new Error('The session was closed before the statement started')
      return lane.session.queryAsync(statement, { format: as })
    }
    for (const statement of statements.slice(0, -1)) await queryUnlessClosed(statement, 'Null')
    const result = await queryUnlessClosed(statements.at(-1) ?? '', format)
    return { bytes: result.bytes(), rows: result.rowsRead, rowBytes: result.bytesRead }
  }

  // Open for the life of the process: the engine closes the folder with its last session.
  await openSession().queryAsync(folder.setup, { format: 'Null' })
  return {
    run: (message) => {
      const lane = lanes.get(message.session) ?? openLane(message.session)
      const answer = Promise.all([lane.prepared, lane.tail]).then(() => runAll(lane, message))
      lane.tail = answer.catch(() => undefined)
      if (message.once) void lane.tail.then(() => closeSession(message.session))
      return answer
    },
    closeSession,
  }
}
