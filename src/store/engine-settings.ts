import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What can be set only when the engine opens. An insert ends when its rows are on the disk, as the journal then forgets them.
 * Caches are sized for a machine that has other work to do.
 */
const configuration = `<clickhouse>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
  <mark_cache_size>134217728</mark_cache_size>
  <index_mark_cache_size>67108864</index_mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
</clickhouse>
`

/** Arguments of every session: our settings, and times in UTC whatever the machine says. `path` is the engine's folder. */
export const toConnectionArgs = (path: string): string[] => {
  const file = join(path, 'plainsight.xml')
  writeFileSync(file, configuration, { mode: 0o600 })
  return [`--config-file=${file}`, '--timezone=UTC', '--output_format_json_quote_64bit_integers=1']
}
