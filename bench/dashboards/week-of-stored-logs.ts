/** The lines of `writeWeekOfLogs` as the Collector stores them in ClickHouse. */
export const toInsertOfStoredLogs = (moment: string): string => `
INSERT INTO otel_logs (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, LogAttributes)
SELECT
  ${moment},
  leftPad(lower(hex(number)), 32, '0'),
  lower(hex(cityHash64(number, 2))),
  if(number % 100 = 0, 'ERROR', 'INFO'),
  if(number % 100 = 0, 17, 9),
  if(number % 2 = 0, 'shop', 'payments'),
  if(number % 100 = 0, 'request failed', 'catalogue searched ' || toString(number % 8) || ' found ' || toString(number % 97)),
  map('service.name', if(number % 2 = 0, 'shop', 'payments'), 'deployment.environment.name', 'demo', 'host.name', 'demo', 'service.instance.id', 'one'),
  'pino',
  if(number % 100 = 0, map('exception.type', 'TypeError', 'exception.message', 'Cannot read properties of undefined', 'n', toString(number)), map('n', toString(number)))`
