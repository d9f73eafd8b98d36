import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../cli/cli.ts'
import { startCollector } from '../collector.ts'
import { findFreePort } from '../free-port.ts'
import type { Programs } from '../stack/tools.ts'
import type { OpenDoor } from './open-door.ts'

/** The exporter as docs/clickhouse-door.md has it, and what a test changes of it. */
const toConfig = (door: OpenDoor, port: number, exporter: object): string => {
  const pipeline = { receivers: ['otlp'], exporters: ['clickhouse'] }
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: {
      clickhouse: {
        endpoint: `${door.url}?compress=none`,
        database: 'plainsight',
        username: door.writer.name,
        password: door.writer.secret,
        create_schema: false,
        sending_queue: { batch: { flush_timeout: '100ms' } },
        ...exporter,
      },
    },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: pipeline, logs: pipeline, metrics: pipeline },
    },
  })
}

export type Collector = {
  /** Sends OTLP in JSON; fails unless the Collector takes it. */
  post(signal: 'traces' | 'logs' | 'metrics', body: object): Promise<void>
  /** What it logged so far. */
  logged(): string
}

/** The real Collector with its ClickHouse exporter in front of the door. It ends with the test. */
export const runCollector = async (programs: Programs, door: OpenDoor, exporter: object = {}): Promise<Collector> => {
  const port = await findFreePort()
  const file = join(makeFolder(), 'collector.yaml')
  writeFileSync(file, toConfig(door, port, exporter))
  const { output } = await startCollector(programs, [file])
  return {
    post: async (signal, body) => {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    },
    logged: output,
  }
}
