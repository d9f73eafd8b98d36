import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const version = '1.55.0'
/** Jackson writes the JSON of the exporters. */
const artifacts = [
  ['io.opentelemetry', 'opentelemetry-sdk', version],
  ['io.opentelemetry', 'opentelemetry-exporter-otlp', version],
  ['com.fasterxml.jackson.core', 'jackson-core', '2.20.0'],
] as const
const folder = join(import.meta.dirname, `../../.cache/java-otel-${version}`)

const toDependency = ([group, artifact, number]: (typeof artifacts)[number]): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>plainsight</groupId><artifactId>java-sdk-app</artifactId><version>1</version>
  <dependencies>${artifacts.map(toDependency).join('')}</dependencies>
</project>
`

/** Runs a program under Java with OpenTelemetry on its class path; or the sentence that says what is missing. */
export type Java = { run(program: string, args: readonly string[]): Promise<void> } | { readonly missing: string }

/** OpenTelemetry for Java, fetched by Maven into `.cache` at first use. */
export const openJava = async (): Promise<Java> => {
  const ready = join(folder, 'ready')
  const runProgram = async (program: string, args: readonly string[]): Promise<void> => {
    const { stderr } = await run('java', ['-cp', join(folder, 'lib/*'), program, ...args], { timeout: 60_000 })
    // The SDK only logs what it could not send.
    if (stderr.includes('SEVERE')) throw new Error(stderr)
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
    await writeFile(join(folder, 'pom.xml'), project)
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
    await run('mvn', ['-q', '-B', goal, '-DoutputDirectory=lib'], { cwd: folder, timeout: 240_000 })
    await writeFile(ready, '')
    return { run: runProgram }
  } catch (error) {
    return { missing: `a JDK, Maven and Maven Central: ${(error as Error).message.split('\n')[0]}` }
  }
}
