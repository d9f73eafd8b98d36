import { hasJava } from '../servers/java-libraries.ts'
import { startKafka } from '../servers/kafka.ts'
import { startMongodb } from '../servers/mongodb.ts'
import { hasRabbitmq, startRabbitmq } from '../servers/rabbitmq.ts'
import { hasRedis, startRedis } from '../servers/redis.ts'
import type { Client, ExpectedSpan } from './client-app.ts'

const toRedisSpan = (name: string, text: string, error?: string): ExpectedSpan => ({
  name,
  attributes: { 'db.system.name': 'redis', 'db.query.text': text },
  ...(error !== undefined && { error }),
})

const unknownCommand = "ERR unknown command '?' "

export const redisClients: readonly Client[] = [
  {
    name: 'redis',
    isThere: hasRedis,
    start: startRedis,
    imports: { redis: 'redis' },
    setup: "const client = redis.createClient({ url: 'redis://127.0.0.1:' + port }); await client.connect()",
    work: `
      await client.set('canary-key', 'canary-value')
      await client.multi().hSet('canary-hash', 'canary-field', 'canary-value').get('canary-key').exec()
      await client.sendCommand(['NONSENSE', 'canary']).catch(() => undefined)
      return (await client.get('canary-key')).length`,
    answer: 'canary-value'.length,
    spans: [
      toRedisSpan('SET', 'SET ? ?'),
      { ...toRedisSpan('MULTI', 'MULTI'), attributes: { 'db.operation.batch.size': 2 } },
      toRedisSpan('NONSENSE', 'NONSENSE ?', unknownCommand),
      toRedisSpan('GET', 'GET ?'),
    ],
  },
  {
    name: 'ioredis',
    isThere: hasRedis,
    start: startRedis,
    imports: { Redis: 'ioredis' },
    setup: "const client = new Redis(port, '127.0.0.1')",
    work: `
      await client.set('canary-key', 'canary-value')
      await client.multi().hset('canary-hash', 'canary-field', 'canary-value').exec()
      await client.call('NONSENSE', 'canary').catch(() => undefined)
      await client.mset('canary-1', 1, 'canary-2', 2, 'canary-3', 3)
      return (await client.get('canary-key')).length`,
    answer: 'canary-value'.length,
    spans: [
      toRedisSpan('set', 'set ? ?'),
      toRedisSpan('multi', 'multi'),
      toRedisSpan('hset', 'hset ? ? ?'),
      toRedisSpan('exec', 'exec'),
      toRedisSpan('NONSENSE', 'NONSENSE ?', unknownCommand),
      toRedisSpan('mset', 'mset ? ? ? ? ? [1 more]'),
      toRedisSpan('get', 'get ?'),
    ],
  },
]

const toMongoSpan = (operation: string, text: string, error?: string): ExpectedSpan => ({
  name: `${operation} orders`,
  attributes: {
    'db.system.name': 'mongodb',
    'db.namespace': 'shop',
    'db.collection.name': 'orders',
    'db.operation.name': operation,
    'db.query.text': text,
  },
  ...(error !== undefined && { error }),
})

export const mongoClient: Client = {
  name: 'mongodb',
  isThere: hasJava,
  start: startMongodb,
  imports: { mongodb: 'mongodb' },
  setup: `
    const client = new mongodb.MongoClient('mongodb://127.0.0.1:' + port)
    await client.connect()
    const orders = client.db('shop').collection('orders')`,
  work: `
    await orders.insertOne({ _id: 'canary-' + run, email: 'canary-value' })
    const found = await orders.find({ email: 'canary-value', _id: { $in: ['canary-' + run] } }).toArray()
    await orders.updateOne({ email: 'canary-value' }, { $set: { note: 'canary-note' } })
    await orders.insertOne({ _id: 'canary-' + run }).catch(() => undefined)
    return found.length`,
  answer: 1,
  spans: [
    toMongoSpan('insert', '{"_id":"?","email":"?"}'),
    toMongoSpan('find', '{"find":"?","filter":{"email":"?","_id":{"$in":["?"]}}}'),
    toMongoSpan('update', '{"update":"?","updates":[{"q":{"email":"?"},"u":{"$set":{"note":"?"}}}],"ordered":"?"}'),
    toMongoSpan('insert', '{"_id":"?"}'),
  ],
}

/** The query of the driver is below that of mongoose, with its conditions. */
const toMongooseSpans = (name: string, operation: string, text: string, below: number): readonly ExpectedSpan[] => [
  { name: `${name} orders`, kind: 1, attributes: { 'db.operation.name': name, 'db.collection.name': 'orders' } },
  { ...toMongoSpan(operation, text), below },
]

export const mongooseClient: Client = {
  name: 'mongoose',
  isThere: hasJava,
  start: startMongodb,
  imports: { mongoose: 'mongoose' },
  setup: `
    await mongoose.connect('mongodb://127.0.0.1:' + port + '/shop')
    const Order = mongoose.model('Order', new mongoose.Schema({ _id: String, email: String }, { collection: 'orders', versionKey: false }))
    await Order.init()`,
  work: `
    await new Order({ _id: 'canary-' + run, email: 'canary-value' }).save()
    const found = await Order.find({ email: 'canary-value', _id: 'canary-' + run })
    await Order.updateOne({ email: 'canary-value' }, { email: 'canary-note' })
    return found.length`,
  answer: 1,
  spans: [
    ...toMongooseSpans('save', 'insert', '{"_id":"?","email":"?"}', 0),
    ...toMongooseSpans('find', 'find', '{"find":"?","filter":{"email":"?","_id":"?"}}', 2),
    ...toMongooseSpans(
      'updateOne',
      'update',
      '{"update":"?","updates":[{"q":{"email":"?"},"u":{"$set":{"email":"?"}}}],"ordered":"?"}',
      4,
    ),
  ],
}

export const queueClients: readonly Client[] = [
  {
    name: 'amqplib',
    isThere: hasRabbitmq,
    start: startRabbitmq,
    imports: { amqp: 'amqplib' },
    setup: `
      const connection = await amqp.connect('amqp://guest:guest@127.0.0.1:' + port)
      const channel = await connection.createChannel()
      await channel.assertQueue('orders')
      let take
      await channel.consume('orders', (message) => { channel.ack(message); take(message.content.length) })`,
    work: `
      const taken = new Promise((resolve) => { take = resolve })
      channel.sendToQueue('orders', Buffer.from('canary-message'), { headers: { note: 'canary-header' } })
      return await taken`,
    answer: 'canary-message'.length,
    spans: [
      {
        name: 'publish <default>',
        kind: 4,
        attributes: { 'messaging.system': 'rabbitmq', 'messaging.rabbitmq.routing_key': 'orders' },
      },
      { name: 'orders process', kind: 5, below: 0, attributes: { 'messaging.system': 'rabbitmq' } },
    ],
  },
  {
    name: 'kafkajs',
    isThere: hasJava,
    start: startKafka,
    imports: { kafkajs: 'kafkajs' },
    setup: `
      const kafka = new kafkajs.Kafka({ brokers: ['127.0.0.1:' + port], logLevel: 0 })
      const topic = 'orders-' + run
      const admin = kafka.admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic }] })
      await admin.disconnect()
      const producer = kafka.producer()
      await producer.connect()
      const consumer = kafka.consumer({ groupId: 'shop-' + run })
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      let take
      await consumer.run({ eachMessage: async ({ message }) => take(message.value.length) })`,
    work: `
      const taken = new Promise((resolve) => { take = resolve })
      await producer.send({ topic, messages: [{ key: 'canary-key', value: 'canary-message', headers: { note: 'canary-header' } }] })
      return await taken`,
    answer: 'canary-message'.length,
    spans: [
      {
        name: 'send orders-RUN',
        kind: 4,
        attributes: { 'messaging.system': 'kafka', 'messaging.operation.type': 'send' },
      },
      {
        name: 'process orders-RUN',
        kind: 5,
        below: 0,
        attributes: { 'messaging.system': 'kafka', 'messaging.operation.type': 'process' },
      },
    ],
  },
]
