import { dirname } from 'node:path'
import { findPackage } from '../registry-package.ts'
import type { Client, ExpectedSpan } from './client-app.ts'

/** Not among our dependencies: it brings forty packages. */
const installed = findPackage('@aws-sdk/client-sqs', '3.1175.0', 'aws-sdk')

const toSqsSpan = (name: string, kind: number, attributes: ExpectedSpan['attributes']): ExpectedSpan => ({
  name,
  kind,
  attributes: { 'rpc.system': 'aws-api', 'rpc.service': 'SQS', 'cloud.region': 'eu-central-1', ...attributes },
})

/** The app is its own queue, as much of SQS as it needs. */
export const awsClient: Client = {
  name: '@aws-sdk/client-sqs',
  isThere: installed !== undefined,
  imports: { '* as sqs': '@aws-sdk/client-sqs', crypto: 'node:crypto' },
  beside: installed && dirname(dirname(dirname(installed))),
  setup: `
    const md5 = (text) => crypto.createHash('md5').update(text).digest('hex')
    const queue = http.createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const asked = JSON.parse(text)
      const answer = { MessageId: 'm-1', MD5OfMessageBody: md5(asked.MessageBody ?? ''), MD5OfMessageAttributes: undefined }
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
    })
    await new Promise((resolve) => queue.listen(0, '127.0.0.1', resolve))
    const endpoint = 'http://127.0.0.1:' + queue.address().port
    const client = new sqs.SQSClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'canary-id', secretAccessKey: 'canary-secret' } })`,
  work: `
    const { MessageId } = await client.send(new sqs.SendMessageCommand({ QueueUrl: endpoint + '/1/orders', MessageBody: 'canary-body' }))
    return MessageId`,
  answer: 'm-1',
  spans: [
    toSqsSpan('orders send', 4, { 'rpc.method': 'SendMessage', 'messaging.destination.name': 'orders' }),
    { name: 'POST', below: 0 },
    { name: 'POST', kind: 2, below: 1 },
  ],
}
