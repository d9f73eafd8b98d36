import type { Command } from './command.ts'

/** All commands, in the order of the help. Each is loaded when it is called. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import('./dev.ts')).devCommand,
  up: async () => (await import('./up.ts')).upCommand,
  init: async () => (await import('./init.ts')).initCommand,
  stack: async () => (await import('./stack.ts')).stackCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  events: async () => (await import('./events.ts')).eventsCommand,
  env: async () => (await import('./env.ts')).envCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  telemetry: async () => (await import('./telemetry.ts')).telemetryCommand,
  'install-engine': async () => (await import('./install-engine.ts')).installEngineCommand,
}
