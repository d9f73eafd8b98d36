import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Group, name and version at Maven Central. */
export type Artifact = readonly [group: string, name: string, version: string]

const version = '1.55.0'
/** Jackson writes the JSON of the exporters. */
const artifacts: readonly Artifact[] = [
  ['io.opentelemetry', 'opentelemetry-sdk', version],
  ['io.opentelemetry', 'opentelemetry-exporter-otlp', version],
  ['com.fasterxml.jackson.core', 'jackson-core', '2.20.0'],
]

const toDependency = ([group, artifact, number]: Artifact): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`

const toProject = (wanted: readonly Artifact[]): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>plainsight</groupId><artifactId>java-app</artifactId><version>1</version>
  <dependencies>${wanted.map(toDependency).join('')}</dependencies>
</project>
`

/**
 * Runs a program under Java with the packages on its class path, and gives what it printed; or the sentence that says
 * what is missing.
 */
export type Java =
  | { run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> }
  | { readonly missing: string }

/** Java with packages of Maven Central, fetched into `.cache` under this name at first use. */
export const openJavaWith = async (name: string, wanted: readonly Artifact[]): Promise<Java> => {
  const folder = join(import.meta.dirname, '../../.cache', name)
  const ready = join(folder, 'ready')
  const runProgram = async (program: string, args: readonly string[], env = process.env): Promise<string> => {
    const command = ['-cp', join(folder, 'lib/*'), program, ...args]
    const { stdout, stderr } = await run('java', command, { timeout: 60_000, env })
    // The SDK of OpenTelemetry only logs what it could not send.
    if (stderr.includes('SEVERE')) throw new Error(stderr)
    return stdout
  }
  try {
    await access(ready)
    return { run: runProgram }
  } catch {
    // First use on this machine.
  }
  try {
    await mkdir(folder, { recursive: true })
    await run('javac', ['-version'])
    await writeFile(join(folder, 'pom.xml'), toProject(wanted))
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
    await run('mvn', ['-q', '-B', goal, '-DoutputDirectory=lib'], { cwd: folder, timeout: 240_000 })
    await writeFile(ready, '')
    return { run: runProgram }
  } catch (error) {
    return { missing: `a JDK, Maven and Maven Central: ${(error as Error).message.split('\n')[0]}` }
  }
}

/** Java with OpenTelemetry. */
export const openJava = (): Promise<Java> => openJavaWith(`java-otel-${version}`, artifacts)

/** The same with what reads `OTEL_*`. */
export const openJavaByEnvironment = (): Promise<Java> =>
  openJavaWith(`java-otel-env-${version}`, [
    ...artifacts,
    ['io.opentelemetry', 'opentelemetry-sdk-extension-autoconfigure', version],
  ])
