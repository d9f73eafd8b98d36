/** Content types of formats, as ClickHouse sends them; the first that fits. */
const contentTypes: readonly (readonly [RegExp, string])[] = [
  [/^(JSON\w*EachRow\w*|JSONLines|NDJSON)$/i, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/i, 'application/json; charset=UTF-8'],
  [/^CSV\w/i, 'text/csv; charset=UTF-8; header=present'],
  [/^CSV$/i, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TabSeparated|TSV)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML$/i, 'application/xml; charset=UTF-8'],
  [/^(Markdown|MD)$/i, 'text/markdown; charset=UTF-8'],
  [/^Parquet$/i, 'application/vnd.apache.parquet'],
  [/^ArrowStream$/i, 'application/vnd.apache.arrow.stream'],
  [/^Arrow$/i, 'application/vnd.apache.arrow.file'],
  [/^(Native|RowBinary\w*|Avro|BSONEachRow|MsgPack|ORC)$/i, 'application/octet-stream'],
]

/** ClickHouse's default. */
export const defaultFormat = 'TabSeparated'

/** Content type of an answer in this format. */
export const toContentType = (format: string): string =>
  contentTypes.find(([names]) => names.test(format))?.[1] ?? 'text/plain; charset=UTF-8'
