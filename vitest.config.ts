import { defineConfig } from 'vitest/config'

/**
 * Suites that start processes, engines or browsers: one file at a time, each in its own process (chDB: one data folder
 * per process).
 */
const serial = {
  pool: 'forks' as const,
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
}

/**
 * The oldest and the newest Node that the agent promises to work on: what requests, logs and ends of processes are,
 * must be so there too.
 */
const toRuntime = (version: string) => ({
  test: {
    name: `agent on Node ${version}`,
    include: [
      'test/agent/{requests,ends,ends-of-scripts,logs,http2,streams,upgrades}.test.ts',
      'test/agent/frameworks/*.test.ts',
    ],
    env: { PLAINSIGHT_TEST_RUNTIME: version },
    ...serial,
  },
})

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], exclude: ['src/store/**', 'src/hub/**'] } },
      {
        test: {
          name: 'store',
          include: [
            'src/store/**/*.test.ts',
            'src/hub/**/*.test.ts',
            'test/{engine,guard,store,hub,ingest,query}/**/*.test.ts',
          ],
          ...serial,
        },
      },
      { test: { name: 'door', include: ['test/clickhouse-door/**/*.test.ts'], ...serial } },
      { test: { name: 'agent', include: ['test/agent/**/*.test.ts'], ...serial } },
      toRuntime('22.15.0'),
      toRuntime('26.10.0'),
      {
        test: {
          name: 'apps',
          include: ['test/apps/**/*.test.ts'],
          ...serial,
          testTimeout: 300_000,
        },
      },
      { test: { name: 'cli', include: ['test/{cli,telemetry}/**/*.test.ts'], ...serial } },
      { test: { name: 'page', include: ['test/page/**/*.test.ts'], ...serial } },
      {
        test: {
          name: 'dist',
          include: ['test/dist/**/*.test.ts', 'test/images/{dockerfile,image-runs,release}.test.ts'],
          ...serial,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/whole/**/*.test.ts'],
          ...serial,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: [
            'test/stack/**/*.test.ts',
            'test/prometheus-rules/**/*.test.ts',
            'test/grafana/**/*.test.ts',
            'test/loki/**/*.test.ts',
            'test/images/workflows.test.ts',
          ],
          ...serial,
          // The stack waits for minutes for an alert and for its store: the other files run beside it.
          fileParallelism: true,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
