import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, PlainsightError } from '../errors.ts'
import type { EngineFolder } from './open-engine.ts'
import {
  createFrameReader,
  type FailureMessage,
  type FaultMessage,
  type Frame,
  type FrameKind,
  frameKinds,
  type RunMessage,
  sizeBytes,
  writeFrame,
} from './wire.ts'

export type EngineResult = {
  /** The answer in the format requested. */
  readonly bytes: Buffer
  /** Rows and bytes of the answer as the engine counts them before it writes them. */
  readonly rows: number
  readonly rowBytes: number
}

/** Why an engine process ended: its signal, or its exit code. */
export type EngineEnd = { readonly signal: NodeJS.Signals | null; readonly code: number | null }

/** One process of the engine, from its start to its end. */
export type EngineProcess = {
  /**
   * Rejects with the engine's own error (`clickhouseCode` in it), or with `ENGINE_RESTARTING` when the process ends
   * before the answer.
   */
  run(message: RunMessage): Promise<EngineResult>
  closeSession(name: string): void
  /** Number of heartbeats of the process, and its resident memory in bytes. */
  beat(): { readonly count: number; readonly residentBytes: number }
  kill(): void
  readonly ended: Promise<EngineEnd>
}

/** `main.ts` in `src`, `main.js` in `dist`. */
const program = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))

/**
 * Each statement that runs holds a thread of libuv's pool, and each thread costs memory: two for queries of the page,
 * two for users, one for each of seven tables, and those of commands, control and heartbeat.
 */
const threads = '16'

/** It gets none of the hub's environment, so that no token or password is in the process that runs users' SQL. */
const spawnEngine = (folder: EngineFolder): ChildProcess =>
  spawn(process.execPath, [program, JSON.stringify(folder)], {
    env: { UV_THREADPOOL_SIZE: threads },
    // A crash report may contain statements, and these the words that people searched for.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })

const toError = ({ message, clickhouseCode }: FailureMessage): Error =>
  Object.assign(new Error(message), clickhouseCode === undefined ? {} : { clickhouseCode })

const toStartError = (fault: FaultMessage): PlainsightError =>
  'code' in fault
    ? new PlainsightError(fault.code as ErrorCode, fault.facts)
    : new PlainsightError('STORE_UNAVAILABLE', { reason: fault.message.slice(0, 300) })

const toResult = (payload: Buffer): EngineResult => ({
  rows: payload.readDoubleLE(0),
  rowBytes: payload.readDoubleLE(8),
  bytes: payload.subarray(sizeBytes),
})

const toEnded = (child: ChildProcess): Promise<EngineEnd> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })

type Parse<T> = (payload: Buffer) => T
const parseJson = <T>(payload: Buffer): T => JSON.parse(payload.toString()) as T

/** Requests that are waiting for their response. */
const createRequests = (socket: Socket) => {
  const waiting = new Map<number, PromiseWithResolvers<EngineResult>>()
  let last = 0
  const settle = ({ id }: Frame, how: (request: PromiseWithResolvers<EngineResult>) => void): void => {
    const request = waiting.get(id)
    waiting.delete(id)
    if (request) how(request)
  }
  return {
    send: (message: RunMessage): Promise<EngineResult> => {
      const request = Promise.withResolvers<EngineResult>()
      last = (last + 1) % 2 ** 32
      waiting.set(last, request)
      writeFrame(socket, frameKinds.run, last, Buffer.from(JSON.stringify(message)))
      return request.promise
    },
    resolve: (frame: Frame, parse: Parse<EngineResult>): void =>
      settle(frame, (request) => request.resolve(parse(frame.payload))),
    reject: (frame: Frame, parse: Parse<Error>): void =>
      settle(frame, (request) => request.reject(parse(frame.payload))),
    rejectAll: (): void => {
      const error = new PlainsightError('ENGINE_RESTARTING')
      for (const request of waiting.values()) request.reject(error)
      waiting.clear()
    },
  }
}

/**
 * Starts a process of the engine and waits until its folder is open.
 * @throws PlainsightError what `openEngine` throws, `STORE_UNAVAILABLE` when the process ends before
 */
export const startEngineProcess = async (folder: EngineFolder): Promise<EngineProcess> => {
  const child = spawnEngine(folder)
  const socket = child.stdio[3] as Socket
  const requests = createRequests(socket)
  const ready = Promise.withResolvers<void>()
  const beat = { count: 0, residentBytes: 0 }
  const handlers: Partial<Record<FrameKind, (frame: Frame) => void>> = {
    [frameKinds.ready]: () => ready.resolve(),
    [frameKinds.fault]: ({ payload }) => ready.reject(toStartError(parseJson(payload))),
    [frameKinds.beat]: ({ payload }) => {
      beat.count += 1
      beat.residentBytes = payload.readDoubleLE(0)
    },
    [frameKinds.result]: (frame) => requests.resolve(frame, toResult),
    [frameKinds.failure]: (frame) => requests.reject(frame, (payload) => toError(parseJson(payload))),
  }
  socket.on(
    'data',
    createFrameReader((frame) => handlers[frame.kind]?.(frame)),
  )
  socket.on('error', () => undefined)
  const kill = (): void => void child.kill('SIGKILL')
  const ended = toEnded(child)
  void ended.then(({ code, signal }) => {
    socket.destroy()
    requests.rejectAll()
    ready.reject(toStartError({ message: `the engine ended while it started (${signal ?? code})` }))
  })
  try {
    await ready.promise
  } catch (error) {
    kill()
    await ended
    throw error
  }
  return {
    run: requests.send,
    closeSession: (name) => writeFrame(socket, frameKinds.closeSession, 0, Buffer.from(name)),
    beat: () => beat,
    kill,
    ended,
  }
}
