// The engine's program: chDB behind a socket that it inherits from the hub, in a process that may be killed at any
// time.
import { Socket } from 'node:net'
import { PlainsightError } from '../errors.ts'
import { type EngineFolder, type OpenEngine, openEngine } from './open-engine.ts'
import {
  createFrameReader,
  type FailureMessage,
  type FaultMessage,
  type Frame,
  frameKinds,
  type RunMessage,
  writeFrame,
} from './wire.ts'

const beatMs = 500

/** Ends with its hub. Only SIGKILL ends a process whose threads may be busy for hours. */
const end = (): void => void process.kill(process.pid, 'SIGKILL')

const hub = new Socket({ fd: 3, readable: true, writable: true })

const toJson = (message: FailureMessage | FaultMessage): Buffer => Buffer.from(JSON.stringify(message))

const toFailure = (error: unknown): FailureMessage => ({
  message: error instanceof Error ? error.message : String(error),
  clickhouseCode: (error as { clickhouseCode?: number }).clickhouseCode,
})

const toFault = (error: unknown): FaultMessage =>
  error instanceof PlainsightError ? { code: error.code, facts: error.facts } : { message: String(error) }

const toDoubles = (...numbers: readonly number[]): Buffer => {
  const doubles = Buffer.allocUnsafe(8 * numbers.length)
  for (const [index, number] of numbers.entries()) doubles.writeDoubleLE(number, 8 * index)
  return doubles
}

const answer = async (engine: OpenEngine, { id, payload }: Frame): Promise<void> => {
  try {
    const { bytes, rows, rowBytes } = await engine.run(JSON.parse(payload.toString()) as RunMessage)
    writeFrame(hub, frameKinds.result, id, toDoubles(rows, rowBytes), bytes)
  } catch (error) {
    writeFrame(hub, frameKinds.failure, id, toJson(toFailure(error)))
  }
}

const serve = (engine: OpenEngine): void => {
  hub.on(
    'data',
    createFrameReader((frame) => {
      if (frame.kind === frameKinds.run) void answer(engine, frame)
      else if (frame.kind === frameKinds.closeSession) engine.closeSession(frame.payload.toString())
    }),
  )
  writeFrame(hub, frameKinds.ready, 0)
  const beat = (): void => writeFrame(hub, frameKinds.beat, 0, toDoubles(process.memoryUsage.rss()))
  beat()
  setInterval(beat, beatMs)
}

// A terminal or a supervisor signals every process of a group; the hub decides when the engine ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.title = 'plainsight engine'
hub.on('close', end)
hub.on('error', end)
openEngine(JSON.parse(process.argv[2] ?? '{}') as EngineFolder).then(serve, (error: unknown) => {
  writeFrame(hub, frameKinds.fault, 0, toJson(toFault(error)))
  hub.end()
})
