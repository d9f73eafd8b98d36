import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { type GoProgram, openGoProgram } from '../go-program.ts'

/** A program that asks with clickhouse-go as Grafana's data source does; built at first use. */
export const openGoClient = (): GoProgram => openGoProgram('door-client', join(import.meta.dirname, 'go'))

export type GoJob = {
  readonly addr: string
  readonly user: string
  readonly password: string
  readonly database: string
  readonly compression: string
  readonly settings?: Readonly<Record<string, string | number>>
  readonly queries?: readonly string[]
  readonly insert?: { readonly sql: string; readonly rows: readonly (readonly unknown[])[] }
}

export type GoAnswer = {
  readonly columns: readonly string[] | null
  readonly types: readonly string[] | null
  readonly rows: readonly (readonly string[])[] | null
  readonly error?: string
  readonly code?: number
}

/** Connects, pings, asks each query, and inserts; one answer each, or one error when it cannot connect. */
export const runGoClient = (program: string, job: GoJob): Promise<readonly GoAnswer[]> =>
  new Promise((resolve, reject) => {
    const child = execFile(program, { maxBuffer: 1 << 28 }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as readonly GoAnswer[]),
    )
    child.stdin?.end(JSON.stringify(job))
  })
