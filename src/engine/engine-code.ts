/** ClickHouse's error number: chDB gives it in `clickhouseCode`, the HTTP client as text in `code`. */
export const toEngineCode = (error: unknown): number | undefined => {
  const { clickhouseCode, code } = error as { clickhouseCode?: unknown; code?: unknown }
  if (typeof clickhouseCode === 'number') return clickhouseCode
  return typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : undefined
}
