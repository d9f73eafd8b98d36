/** Server spans as the demo's two services write them; the views fill the other tables. */
export const toInsertOfTraces = (moment: string): string => `
INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, SpanAttributes, Duration, StatusCode)
SELECT
  ${moment},
  lower(hex(cityHash64(number)) || hex(cityHash64(number, 1))),
  lower(hex(cityHash64(number, 2))),
  if(number % 7 < 5, '', lower(hex(cityHash64(number, 3)))),
  ['GET /products', 'GET /products/:id', 'GET /products/:id/reviews', 'POST /carts/:cart/items', 'POST /checkout', 'GET /rates/:currency', 'POST /charges'][number % 7 + 1],
  'Server',
  if(number % 7 < 5, 'shop', 'payments'),
  map('service.name', if(number % 7 < 5, 'shop', 'payments'), 'deployment.environment.name', 'demo', 'host.name', 'demo', 'service.instance.id', 'one'),
  map('http.request.method', 'GET', 'http.route', ['/products', '/products/:id', '/products/:id/reviews', '/carts/:cart/items', '/checkout', '/rates/:currency', '/charges'][number % 7 + 1], 'http.response.status_code', if(number % 100 = 0, '500', '200'), 'url.path', '/products/kettle', 'server.address', 'shop'),
  toUInt64(3e6 + cityHash64(number, 4) % 60000000),
  if(number % 100 = 0, 'Error', 'Unset')`
