/** Server spans as the demo's two services write them, evenly over the time; the views fill the other tables. */
const toSql = (first: number, count: number, { from, to }: { from: number; to: number }, all: number): string => `
INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, SpanAttributes, Duration, StatusCode)
SELECT
  fromUnixTimestamp64Nano(toInt64(${from} + number * ${(to - from) / all}) * 1000000),
  lower(hex(cityHash64(number)) || hex(cityHash64(number, 1))),
  lower(hex(cityHash64(number, 2))),
  if(number % 7 < 5, '', lower(hex(cityHash64(number, 3)))),
  ['GET /products', 'GET /products/:id', 'GET /products/:id/reviews', 'POST /carts/:cart/items', 'POST /checkout', 'GET /rates/:currency', 'POST /charges'][number % 7 + 1],
  'Server',
  if(number % 7 < 5, 'shop', 'payments'),
  map('service.name', if(number % 7 < 5, 'shop', 'payments'), 'deployment.environment.name', 'demo', 'host.name', 'demo', 'service.instance.id', 'one'),
  map('http.request.method', 'GET', 'http.route', ['/products', '/products/:id', '/products/:id/reviews', '/carts/:cart/items', '/checkout', '/rates/:currency', '/charges'][number % 7 + 1], 'http.response.status_code', if(number % 100 = 0, '500', '200'), 'url.path', '/products/kettle', 'server.address', 'shop'),
  toUInt64(3e6 + cityHash64(number, 4) % 60000000),
  if(number % 100 = 0, 'Error', 'Unset')
FROM numbers(${first}, ${count})`

/** Fills the tables with that many spans. */
export const writeWeekOfTraces = async (
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
