import type { JSX } from 'preact'
import { Icon } from '../components/icon.tsx'
import { toColumnName, toggleColumn } from './columns.ts'

/** Names of the columns above a list; each but time and message can be taken away. */
export const LogHead = ({ columns }: { columns: readonly string[] }): JSX.Element => (
  <div class="log-head">
    <span>Time</span>
    {columns.map((key) => (
      <span key={key} class="log-head-cell" title={toColumnName(key)}>
        <bdi>{toColumnName(key)}</bdi>
        <button
          type="button"
          class="button quiet icon small"
          aria-label={`Remove column ${toColumnName(key)}`}
          title="Remove this column"
          onClick={() => toggleColumn(key)}
        >
          <Icon name="close" size={12} />
        </button>
      </span>
    ))}
    <span>Message</span>
  </div>
)

/** Tracks of the grid that head and rows share. */
export const toTracks = (columns: readonly string[], hasDays: boolean): string => {
  const tracks = columns.map((key) => (key === 'level' ? '3.25rem' : 'minmax(4rem, 9rem)'))
  return [hasDays ? '9.5rem' : '5.75rem', ...tracks, 'minmax(8rem, 1fr)'].join(' ')
}
