import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../free-port.ts'
import { findClassPath } from './java-libraries.ts'
import { makeServerFolder, startServer, type TestServer } from './server-process.ts'

/**
 * MongoDB itself is in no registry. This server speaks its protocol; the second artifact starts it without a compiler.
 */
const artifacts = ['de.bwaldvogel:mongo-java-server:1.46.0', 'org.apache-extras.beanshell:bsh:2.0b6']

const toScript = (port: number): string => `
new de.bwaldvogel.mongo.MongoServer(new de.bwaldvogel.mongo.backend.memory.MemoryBackend()
  .version(de.bwaldvogel.mongo.ServerVersion.MONGO_4_0)).bind("127.0.0.1", ${port});
`

export const startMongodb = async (): Promise<TestServer> => {
  const classPath = findClassPath('mongodb', artifacts)
  const folder = makeServerFolder()
  const port = await findFreePort()
  const script = join(folder, 'start.bsh')
  writeFileSync(script, toScript(port))
  return startServer({ command: 'java', args: ['-cp', classPath, 'bsh.Interpreter', script], port, folder })
}
