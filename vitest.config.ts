import { defineConfig } from 'vitest/config'

/** Suites that start processes, engines or browsers: one file at a time, each in its own process (chDB: one data folder per process). */
const serial = {
  pool: 'forks' as const,
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], exclude: ['src/store/**', 'src/hub/**'] } },
      {
        test: {
          name: 'store',
          include: ['src/store/**/*.test.ts', 'src/hub/**/*.test.ts', 'test/{store,hub,ingest,query}/**/*.test.ts'],
          ...serial,
        },
      },
      { test: { name: 'agent', include: ['test/agent/**/*.test.ts'], ...serial } },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], ...serial } },
      { test: { name: 'page', include: ['test/page/**/*.test.ts'], ...serial } },
      {
        test: {
          name: 'dist',
          include: ['test/dist/**/*.test.ts'],
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
    ],
  },
})
