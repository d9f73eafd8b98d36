import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../free-port.ts'
import { findClassPath } from './java-libraries.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

const artifacts = ['org.apache.kafka:kafka_2.13:3.9.1']
/** Any id will do: the cluster is this one process. */
const cluster = 'cGxhaW5zaWdodC10ZXN0cw'

const toProperties = (port: number, controller: number, data: string): string => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
controller.listener.names=CONTROLLER
log.dirs=${data}
num.partitions=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
`

/** A broker of one process, without ZooKeeper; topics are made when they are first named. */
export const startKafka = async (): Promise<TestServer> => {
  const classPath = findClassPath('kafka', artifacts)
  const folder = makeServerFolder()
  const port = await findFreePort()
  const properties = join(folder, 'server.properties')
  writeFileSync(properties, toProperties(port, await findFreePort(), join(folder, 'data')))
  const java = ['-Xmx256m', '-cp', classPath]
  spawnSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', cluster, '-c', properties])
  return startServer({ command: 'java', args: [...java, 'kafka.Kafka', properties], port, folder })
}
