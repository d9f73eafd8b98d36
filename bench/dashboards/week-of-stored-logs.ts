/** The lines of `writeWeekOfLogs` as the Collector stores them in ClickHouse. */
const toSql = (first: number, count: number, { from, to }: { from: number; to: number }, all: number): string => `
INSERT INTO otel_logs (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, LogAttributes)
SELECT
  fromUnixTimestamp64Nano(toInt64(${from} + number * ${(to - from) / all}) * 1000000),
  leftPad(lower(hex(number)), 32, '0'),
  lower(hex(cityHash64(number, 2))),
  if(number % 100 = 0, 'ERROR', 'INFO'),
  if(number % 100 = 0, 17, 9),
  if(number % 2 = 0, 'shop', 'payments'),
  if(number % 100 = 0, 'request failed', 'catalogue searched ' || toString(number % 8) || ' found ' || toString(number % 97)),
  map('service.name', if(number % 2 = 0, 'shop', 'payments'), 'deployment.environment.name', 'demo', 'host.name', 'demo', 'service.instance.id', 'one'),
  'pino',
  if(number % 100 = 0, map('exception.type', 'TypeError', 'exception.message', 'Cannot read properties of undefined', 'n', toString(number)), map('n', toString(number)))
FROM numbers(${first}, ${count})`

/** Fills `otel_logs` with that many lines, evenly over the time. */
export const writeWeekOfStoredLogs = async (
  url: string,
  count: number,
  range: { from: number; to: number },
): Promise<void> => {
  const step = 200_000
  for (let first = 0; first < count; first += step) {
    const body = toSql(first, Math.min(step, count - first), range, count)
    const answer = await fetch(`${url}/?database=plainsight`, { method: 'POST', body })
    if (!answer.ok) throw new Error((await answer.text()).slice(0, 300))
  }
}
