import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const mebibyte = 2 ** 20

/**
 * Maximum size of each cache, in bytes. The engine's defaults are those of a dedicated server.
 */
const caches = {
  index_mark_cache_size: 64 * mebibyte,
  mark_cache_size: 128 * mebibyte,
  primary_index_cache_size: 128 * mebibyte,
  query_condition_cache_size: 32 * mebibyte,
  text_index_header_cache_size: 32 * mebibyte,
  text_index_postings_cache_size: 64 * mebibyte,
  text_index_tokens_cache_size: 32 * mebibyte,
  uncompressed_cache_size: 0,
} as const

/**
 * Pauses of the engine's background threads when idle. By default they poll twenty times a second for every table,
 * which at rest costs more than the whole hub. An insert wakes the merge threads regardless of the pause.
 */
const pauses = {
  background_processing_pool_task_sleep_seconds_when_no_work_multiplier: 2,
  background_processing_pool_thread_sleep_seconds_if_nothing_to_do: 1,
  // Nothing here uses streaming queries.
  background_streaming_processing_pool_thread_sleep_seconds_if_nothing_to_do: 60,
  memory_worker_period_ms: 500,
} as const

const toElements = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `  <${name}>${value}</${name}>`)
    .join('\n')

/**
 * Settings that only the start of the engine can set. An insert ends when its rows are on disk, because the journal
 * then deletes them.
 */
const toConfiguration = (memoryBytes: number): string => `<clickhouse>
  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
${toElements(caches)}
${toElements(pauses)}
</clickhouse>
`

/**
 * Arguments of every session: our settings, and times in UTC whatever the machine's time zone. `path` is the engine's
 * folder.
 */
export const toConnectionArgs = (path: string, memoryBytes: number): string[] => {
  const file = join(path, 'plainsight.xml')
  writeFileSync(file, toConfiguration(memoryBytes), { mode: 0o600 })
  return [`--config-file=${file}`, '--timezone=UTC', '--output_format_json_quote_64bit_integers=1']
}
