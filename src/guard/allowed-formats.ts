import { refuse } from './refuse.ts'

/** Formats that an answer may have: those that need no schema, no template and no server. */
const formats = `
  Arrow ArrowStream Avro BSONEachRow CSV CSVWithNames CSVWithNamesAndTypes JSON JSONColumns JSONColumnsWithMetadata JSONCompact JSONCompactColumns
  JSONCompactEachRow JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes JSONCompactEachRowWithProgress JSONCompactStrings
  JSONCompactStringsEachRow JSONCompactStringsEachRowWithNames JSONCompactStringsEachRowWithNamesAndTypes JSONEachRow JSONEachRowWithProgress
  JSONLines JSONObjectEachRow JSONStrings JSONStringsEachRow LineAsString Markdown MD MsgPack Native NDJSON Null ORC Parquet Pretty PrettyCompact
  PrettyCompactMonoBlock PrettyCompactNoEscapes PrettyJSONEachRow PrettyMonoBlock PrettyNoEscapes PrettySpace RowBinary RowBinaryWithNames
  RowBinaryWithNamesAndTypes TabSeparated TabSeparatedRaw TabSeparatedRawWithNames TabSeparatedRawWithNamesAndTypes TabSeparatedWithNames
  TabSeparatedWithNamesAndTypes TSKV TSV TSVRaw TSVRawWithNames TSVRawWithNamesAndTypes TSVWithNames TSVWithNamesAndTypes Values Vertical XML`

const byName: ReadonlyMap<string, string> = new Map(
  formats
    .trim()
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
)

/** A format in the engine's spelling. @throws PlainsightError `SQL_REFUSED` */
export const toFormat = (name: string): string =>
  byName.get(name.toLowerCase()) ?? refuse(`the format ${name.slice(0, 60)} is not allowed`)
