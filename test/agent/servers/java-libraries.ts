import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath } from '../../on-path.ts'
import { root } from '../../root.ts'

export const hasJava: boolean = isOnPath('java') && isOnPath('mvn')

const toPom = (artifacts: readonly string[]): string => {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>test</groupId><artifactId>test</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>`
}

/**
 * Class path with these artifacts (`group:name:version`) and all that they need, from Maven's registry; kept in
 * `.cache`.
 */
export const findClassPath = (name: string, artifacts: readonly string[]): string => {
  const folder = join(root, '.cache/java', name)
  const ready = join(folder, 'ready')
  if (!existsSync(ready)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'pom.xml'), toPom(artifacts))
    const goal = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars']
    const { status, stdout } = spawnSync('mvn', goal, { cwd: folder, encoding: 'utf8', timeout: 240_000 })
    if (status !== 0) throw new Error(`the libraries of ${name} could not be fetched:\n${stdout.slice(-4000)}`)
    writeFileSync(ready, '')
  }
  return join(folder, 'jars/*')
}
