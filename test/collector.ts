import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type RunningProgram, startProgram } from './program.ts'
import type { Programs } from './stack/tools.ts'

/** The real Collector with these files of configuration, each over those before it. It ends with the test. */
export const startCollector = async (programs: Programs, files: readonly string[]): Promise<RunningProgram> => {
  const command = join(programs['otelcol-contrib']!, 'otelcol-contrib')
  const collector = startProgram({ command, args: files.map((file) => `--config=${file}`) })
  onTestFinished(() => collector.stop())
  await collector.becomesReady(() => collector.output().includes('Everything is ready'))
  return collector
}
