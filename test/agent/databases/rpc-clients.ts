import type { Client, ExpectedSpan } from './client-app.ts'

/** A call, and the server span of its stream below. */
const toCall = (
  method: string,
  at: number,
  expected: Partial<ExpectedSpan> = {},
  status = {},
): readonly ExpectedSpan[] => {
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': 'shop.Orders', 'rpc.method': method }
  const route = `/shop.Orders/${method}`
  return [
    { name: `shop.Orders/${method}`, attributes, ...expected },
    { name: `POST ${route}`, kind: 2, below: at * 2, attributes: { ...attributes, ...status, 'http.route': route } },
  ]
}

/** A client and a server of gRPC in one app. */
export const grpcClient: Client = {
  name: 'grpc-js',
  isThere: true,
  imports: { '* as grpc': '@grpc/grpc-js' },
  setup: `
    const serialize = (value) => Buffer.from(JSON.stringify(value))
    const deserialize = (bytes) => JSON.parse(bytes)
    const kind = { requestSerialize: serialize, requestDeserialize: deserialize, responseSerialize: serialize, responseDeserialize: deserialize }
    const toMethod = (name, responseStream) => ({ path: '/shop.Orders/' + name, requestStream: false, responseStream, ...kind })
    const methods = { Pay: toMethod('Pay', false), Refuse: toMethod('Refuse', false), List: toMethod('List', true) }
    const rpc = new grpc.Server()
    rpc.addService(methods, {
      Pay: (call, callback) => callback(null, { paid: 7 }),
      Refuse: (call, callback) => callback({ code: grpc.status.FAILED_PRECONDITION, message: 'no stock' }),
      List: (call) => { call.write({ id: 1 }); call.write({ id: 2 }); call.end() },
    })
    const bound = await new Promise((resolve, reject) =>
      rpc.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => error ? reject(error) : resolve(port)))
    const Orders = grpc.makeGenericClientConstructor(methods, 'Orders')
    const client = new Orders('127.0.0.1:' + bound, grpc.credentials.createInsecure())
    const call = (name) => new Promise((resolve) => client[name]({ card: 'canary-card' }, metadata, (error, answer) => resolve(error ?? answer)))
    const metadata = new grpc.Metadata()
    metadata.set('authorization', 'canary-token')`,
  work: `
    const { paid } = await call('Pay')
    const { code } = await call('Refuse')
    const rows = []
    for await (const row of client.List({}, metadata)) rows.push(row)
    return [paid, code, rows.length, Object.keys(metadata.getMap())]`,
  answer: [7, 9, 2, ['authorization']],
  spans: [
    ...toCall('Pay', 0, {}, { 'rpc.grpc.status_code': 0 }),
    // The server did what it should: the call failed, its request did not.
    ...toCall('Refuse', 1, { error: /^$/ }, { 'rpc.grpc.status_code': 9 }),
    ...toCall('List', 2),
  ],
}

/** A client and a server of Socket.IO in one app. */
export const socketClient: Client = {
  name: 'socket.io',
  isThere: true,
  imports: { '* as io': 'socket.io', '* as ioClient': 'socket.io-client' },
  setup: `
    const web = http.createServer()
    const sockets = new io.Server(web)
    const seen = []
    sockets.on('connection', (socket) => {
      socket.on('pay', async (order, reply) => { seen.push('pay'); socket.emit('paid', { card: 'canary-card' }); reply('ok') })
      const once = () => seen.push('off')
      socket.on('note', once)
      socket.off('note', once)
    })
    await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve))
    const socket = ioClient.io('http://127.0.0.1:' + web.address().port, { transports: ['websocket'] })
    await new Promise((resolve) => socket.on('connect', resolve))`,
  work: `
    const paid = new Promise((resolve) => socket.once('paid', resolve))
    const reply = await socket.emitWithAck('pay', { card: 'canary-card' })
    socket.emit('note', 'canary')
    await paid
    await socket.emitWithAck('pay', {})
    sockets.emit('news', 'canary')
    return [reply, seen]`,
  answer: ['ok', ['pay', 'pay']],
  spans: [
    {
      name: 'send /',
      kind: 4,
      attributes: { 'messaging.system': 'socket.io', 'messaging.socket.io.event_name': 'news' },
    },
  ],
}
