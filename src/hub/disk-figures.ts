import { type StatsFs, statfsSync } from 'node:fs'
import type { Figure } from './hub-metrics.ts'

/**
 * Free space on the disk of the data folder, in bytes, as far as this user may use it, and its size. No value where
 * the system does not report it.
 */
export const createDiskFigures = (folder: string): readonly Figure[] => {
  const read = (toBlocks: (stats: StatsFs) => number) => () => {
    try {
      const stats = statfsSync(folder)
      return [[toBlocks(stats) * stats.bsize] as const]
    } catch {
      return []
    }
  }
  return [
    {
      name: 'plainsight_data_disk_free_bytes',
      kind: 'gauge',
      help: 'Free space on the disk of the data folder',
      read: read(({ bavail }) => bavail),
    },
    {
      name: 'plainsight_data_disk_size_bytes',
      kind: 'gauge',
      help: 'Size of the disk of the data folder',
      read: read(({ blocks }) => blocks),
    },
  ]
}
