import { subscribe } from 'node:diagnostics_channel'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { isInRange } from '../modules/versions.ts'
import type { EmitLog } from './log-record.ts'
import { beginLine, endLine, type LineArguments, type OpenLine } from './pino-line.ts'
import type { PinoLogger } from './pino-logger.ts'

/** What pino publishes when it creates a line: the same object at the start and the end. */
type Making = {
  readonly instance: PinoLogger
  readonly arguments: LineArguments
  readonly result?: string
  open?: OpenLine | undefined
}

/**
 * Adds ids to the lines of pino and sends them. pino publishes each line, so nothing is patched, and bundled copies are
 * captured too. Our own logger is a pino logger as well.
 * @see https://github.com/pinojs/pino/blob/main/docs/diagnostics.md
 */
export const capturePino = (emit: EmitLog, accepts: (logger: PinoLogger) => boolean): void => {
  subscribe('tracing:pino_asJson:start', (message) => {
    const making = message as Making
    if (accepts(making.instance)) making.open = beginLine(making.instance, making.arguments)
  })
  subscribe('tracing:pino_asJson:end', (message) => {
    const { instance, arguments: args, result, open } = message as Making
    if (open) endLine(instance, args, result, open, emit)
  })
}

/** The same for versions that do not publish their lines. */
export const captureOlderPino = (context: AgentContext, emit: EmitLog): void =>
  hookModule(context, 'pino', ({ exports, version }) => {
    if (isInRange(version, '>=5.14 <9.10')) patchOlderPino(exports as Pino, emit)
  })

type Pino = {
  (options: object, stream: object): PinoLogger
  readonly symbols: { readonly asJsonSym: symbol }
}
type AsJson = (this: PinoLogger, ...args: unknown[]) => string

const patchOlderPino = (pino: Pino, emit: EmitLog): void => {
  const { asJsonSym } = pino.symbols
  // The prototype of all loggers is only accessible through a logger; this one never writes.
  const logger = pino({ level: 'silent' }, { write: () => true })
  const prototype = ownerOf(logger, asJsonSym)
  const asJson = prototype[asJsonSym] as AsJson
  prototype[asJsonSym] = function (this: PinoLogger, ...args: unknown[]) {
    const open = beginLine(this, args)
    let line: string | undefined
    try {
      line = asJson.apply(this, args)
      return line
    } finally {
      if (open) endLine(this, args, line, open, emit)
    }
  } satisfies AsJson
}

const ownerOf = (logger: PinoLogger, symbol: symbol): PinoLogger => {
  let owner: PinoLogger = logger
  while (!Object.hasOwn(owner, symbol)) owner = Object.getPrototypeOf(owner) as PinoLogger
  return owner
}
